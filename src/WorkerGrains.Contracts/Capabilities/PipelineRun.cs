using System.ComponentModel;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What came of a pipeline.</summary>
public sealed record PipelineRun
{
    /// <summary>The output.</summary>
    [Description("The output.")]
    public required JsonElement Output { get; init; }

    /// <summary>What came of each step, in the order of the definition.</summary>
    [Description("What came of each step, in the order of the definition.")]
    public required IReadOnlyList<PipelineStepRun> Steps { get; init; }
}
