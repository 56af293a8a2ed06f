using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What came of a pipeline.</summary>
public sealed record PipelineRun
{
    /// <summary>The output; of a pipeline with a stream, that of the step that streamed, or null when that failed and might.</summary>
    [Description("The output. Of a pipeline with a stream: that of the step that streamed.")]
    public required JsonElement Output { get; init; }

    /// <summary>Of a pipeline with a stream: what was made of its items, where nobody read that as it came.</summary>
    [Description("Of a pipeline with a stream: what was made of each of its items, where nobody read that as it came.")]
    public IReadOnlyList<JsonElement>? Items { get; init; }

    /// <summary>Of a pipeline with a stream: how many items there were.</summary>
    [Description("Of a pipeline with a stream: how many items there were."), Range(0, int.MaxValue)]
    public int? ItemCount { get; init; }

    /// <summary>What came of each step, in the order of the definition.</summary>
    [Description("What came of each step, in the order of the definition.")]
    public required IReadOnlyList<PipelineStepRun> Steps { get; init; }
}
