using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a pipeline made of one item of its stream.</summary>
public sealed record PipelineItem
{
    /// <summary>Which item, from 0.</summary>
    [Description("Which item of the stream, from 0."), Range(0, int.MaxValue)]
    public required int Index { get; init; }

    /// <summary>The output.</summary>
    [Description("The output of the pipeline for this item.")]
    public required JsonElement Output { get; init; }
}
