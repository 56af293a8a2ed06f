using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An acyclic graph of capabilities.</summary>
public sealed record PipelineDefinition
{
    /// <summary>The steps, in any order: each runs as soon as those are done whose outputs it refers to.</summary>
    [Description("The steps, in any order: each runs as soon as those are done whose outputs it refers to."), Length(1, 256)]
    public required IReadOnlyList<PipelineStep> Steps { get; init; }

    /// <summary>The output, with references; when left out the outputs of the steps that no other step refers to, by their ids.</summary>
    [Description("The output: JSON with references to /input and /steps/{id}. When left out, the outputs of the steps that no other step refers to, by their ids.")]
    public JsonElement? Output { get; init; }
}
