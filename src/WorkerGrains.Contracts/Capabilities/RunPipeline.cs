using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>A document that steps take as their raw body: those with a reference to <c>/body</c>. Sent by itself it is the raw body of the request.</summary>
    [Description("A document that steps take as their raw body: those with a reference to /body.")]
    [Body(
        "application/mbox", "message/rfc822", "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text", "application/epub+zip",
        "application/rtf", "application/x-ipynb+json", "application/x-ndjson", "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.file", "text/*", "image/*", "audio/*")]
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The same where it is read while it comes in; <see cref="Body"/> says nothing then. The caller keeps and disposes of the stream.</summary>
    /// <remarks>Only a step that streams and takes such a body itself (<c>email.parse</c>) reads it as it comes in, and only if no other step takes it; for others it is held whole.</remarks>
    [BodyStream, JsonIgnore]
    public Stream? Content { get; init; }
}
