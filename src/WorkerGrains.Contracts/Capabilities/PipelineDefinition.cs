using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An acyclic graph of capabilities, which runs once, or once for each item of a stream.</summary>
public sealed record PipelineDefinition
{
    /// <summary>The steps, in any order: each runs as soon as those are done whose outputs it refers to.</summary>
    [Description("The steps, in any order: each runs as soon as those are done whose outputs it refers to."), Length(1, 256)]
    public required IReadOnlyList<PipelineStep> Steps { get; init; }

    /// <summary>A step whose capability streams: <see cref="Steps"/> run and <see cref="Output"/> is made for each of its items, which stands for its output there.</summary>
    /// <remarks>
    /// As many items are under way as its <see cref="PipelineStep.Parallelism"/> says, and no more are read, so a stream of any length takes the memory of those. Its
    /// input has references to <c>/input</c> only. When it fails and may, the items that there were are all there are.
    /// </remarks>
    [Description("A step whose capability streams: the steps run, and the output is made, for each of its items, to which /steps/{its id} leads. Parallelism says how many items are under way at once.")]
    public PipelineStep? Stream { get; init; }

    /// <summary>The output, with references; when left out the outputs of the steps that no other step refers to, by their ids.</summary>
    [Description("The output: JSON with references to /input and /steps/{id}. When left out, the outputs of the steps that no other step refers to, by their ids.")]
    public JsonElement? Output { get; init; }
}
