namespace WorkerGrains.Contracts.Work;

/// <summary>Which of the requests that wait at a replica goes first. The numbers travel between silos: add, never renumber.</summary>
/// <remarks>A priority puts a request forward by a bounded time (the option <c>PriorityHeadStart</c> of the capability), so nothing waits for ever.</remarks>
public enum WorkPriority
{
    /// <summary>Can wait: work in the background.</summary>
    Low = -1,

    /// <summary>What a request has unless it says otherwise.</summary>
    Normal = 0,

    /// <summary>Somebody is waiting for it.</summary>
    High = 1,
}
