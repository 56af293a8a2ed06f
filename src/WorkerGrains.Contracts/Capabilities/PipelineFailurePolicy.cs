namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What the failure of a step means.</summary>
public enum PipelineFailurePolicy
{
    /// <summary>The pipeline fails, and what is under way is stopped.</summary>
    Fail = 0,

    /// <summary>Steps that need this one are left out; of a step that runs for each entry, the entry is.</summary>
    Skip = 1,

    /// <summary>The step's default stands for its output, or for that of the entry.</summary>
    Continue = 2,
}
