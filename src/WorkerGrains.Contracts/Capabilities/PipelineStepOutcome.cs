namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How a step of a pipeline ended.</summary>
public enum PipelineStepOutcome
{
    /// <summary>It has an output.</summary>
    Completed = 0,

    /// <summary>It has none; steps that need it were skipped.</summary>
    Failed = 1,

    /// <summary>It failed, and its default stands for its output.</summary>
    Defaulted = 2,

    /// <summary>It needs a step that has no output.</summary>
    Skipped = 3,
}
