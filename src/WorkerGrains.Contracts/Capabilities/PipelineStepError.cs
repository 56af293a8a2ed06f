using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Why a step of a pipeline failed.</summary>
public sealed record PipelineStepError
{
    /// <summary>The code, one of those that the step's capability declares, or one of the pipeline's own.</summary>
    [Description("The code, one of those that the step's capability declares, or one of the pipeline's own.")]
    public required string Code { get; init; }

    /// <summary>A sentence that says what to change.</summary>
    [Description("A sentence that says what to change.")]
    public required string Message { get; init; }
}
