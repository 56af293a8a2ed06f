using System.ComponentModel;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A pipeline to run: one that comes with the request, or one that the silos' configuration names.</summary>
[OneFormOf("pipeline", "name")]
public sealed record RunPipeline
{
    /// <summary>The pipeline.</summary>
    [Description("The pipeline.")]
    public PipelineDefinition? Pipeline { get; init; }

    /// <summary>The name of a pipeline that the operators of the cluster have put up.</summary>
    [Description("The name of a pipeline that the operators of the cluster have put up."), TextLength(1, 64)]
    public string? Name { get; init; }

    /// <summary>What its references under <c>/input</c> lead into: any JSON.</summary>
    [Description("What references under /input lead into: any JSON.")]
    public JsonElement? Input { get; init; }
}
