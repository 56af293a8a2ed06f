using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One step of a pipeline: a capability, and where its input comes from.</summary>
/// <remarks>
/// An object <c>{"$ref": "/steps/parse/subject"}</c> anywhere in <see cref="Input"/> stands for the value that the JSON Pointer (RFC 6901) leads to:
/// under <c>/input</c> that of the request, under <c>/steps/{id}</c> the output of a step, under <c>/item</c> and <c>/index</c> the entry that
/// <see cref="ForEach"/> is at. <c>{"$ref": "…", "default": …}</c> says what stands there when the pointer leads to nothing, and <c>{"$literal": …}</c>
/// is its value as it is.
/// </remarks>
public sealed record PipelineStep
{
    /// <summary>The step's name in references and in the answer: letters, digits, hyphens and underscores.</summary>
    [Description("The step's name in references: letters, digits, hyphens and underscores."), TextLength(1, 64)]
    public required string Id { get; init; }

    /// <summary>The capability to run.</summary>
    [Description("The capability to run."), TextLength(1, 64)]
    public required string Capability { get; init; }

    /// <summary>The version asked for; the newest when left out.</summary>
    [Description("The version asked for, for example 1.2; the newest when left out."), TextLength(1, 32)]
    public string? Version { get; init; }

    /// <summary>The model, for capabilities that take one.</summary>
    [Description("The model, for capabilities that take one."), TextLength(1, 128)]
    public string? Model { get; init; }

    /// <summary>The model's version, by number or alias.</summary>
    [Description("The model's version, by number or alias."), TextLength(1, 128)]
    public string? ModelVersion { get; init; }

    /// <summary>The input of the capability as JSON, with references; an empty object when left out. Bytes are base64, but for the body of the request: <c>{"$ref": "/body"}</c> as the member that the capability takes as a raw body.</summary>
    [Description("The input of the capability as JSON. {\"$ref\":\"/steps/{id}/…\"} stands for a part of another step's output, /input/… of the request's input, /item and /index for the entry of forEach. Bytes are base64. {\"$ref\":\"/body\"} as the member that the capability takes as a raw body is the body of the request.")]
    public JsonElement? Input { get; init; }

    /// <summary>A JSON Pointer to an array: the step runs once for each entry, and its output is the array of their outputs, in the same order.</summary>
    [Description("A JSON Pointer to an array: the step runs once for each entry, and its output is the array of their outputs."), TextLength(1, 1000)]
    public string? ForEach { get; init; }

    /// <summary>With <see cref="ForEach"/>: how many entries are under way at once. Of a stream: how many items.</summary>
    [Description("With forEach: how many entries are under way at once. Of a stream: how many items."), Range(1, 64)]
    public int Parallelism { get; init; } = 4;

    /// <summary>How long the step may take from its start, all entries together, in milliseconds; what is left of the pipeline's deadline bounds it too.</summary>
    [Description("How long the step may take, in milliseconds; what is left of the pipeline's deadline bounds it too."), Range(1, 600_000)]
    public int? TimeoutMs { get; init; }

    /// <summary>What becomes of the pipeline when the step, or one of its entries, fails.</summary>
    [Description("What a failure means. fail: the pipeline fails. skip: steps that need this one are left out; with forEach the entry is. continue: the value of default stands for the output, or for that of the entry.")]
    public PipelineFailurePolicy OnFailure { get; init; }

    /// <summary>With <see cref="PipelineFailurePolicy.Continue"/>: what stands for the output; null when left out.</summary>
    [Description("With onFailure continue: what stands for the output; null when left out.")]
    public JsonElement? Default { get; init; }
}
