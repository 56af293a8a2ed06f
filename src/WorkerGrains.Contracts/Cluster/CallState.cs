namespace WorkerGrains.Contracts.Cluster;

/// <summary>What a controller knows of a call. The numbers travel between processes: add, never renumber.</summary>
public enum CallState
{
    /// <summary>Nothing: it never arrived, the controller that had it is gone, or it was answered long ago.</summary>
    Unknown = 0,

    /// <summary>It is being worked on.</summary>
    UnderWay = 1,

    /// <summary>It was answered a moment ago; the answer is on its way.</summary>
    Answered = 2,
}
