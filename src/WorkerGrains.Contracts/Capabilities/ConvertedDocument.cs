using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A converted document: text, or bytes where its format is none.</summary>
public sealed record ConvertedDocument
{
    /// <summary>The document, where its format is text.</summary>
    [Description("The document, where its format is text."), JsonConverter(typeof(LongTextConverter))]
    public string? Content { get; init; }

    /// <summary>The document, where its format is not text.</summary>
    [Description("The document, where its format is not text.")]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The media type of the document.</summary>
    [Description("The media type of the document.")]
    public required string MediaType { get; init; }

    /// <summary>The format that was read: the one given, or the one found out.</summary>
    [Description("The format that was read: the one given, or the one found out.")]
    public required string From { get; init; }

    /// <summary>The format that was written.</summary>
    [Description("The format that was written.")]
    public required string To { get; init; }

    /// <summary>The size in bytes (of a text: in UTF-8).</summary>
    [Description("The size in bytes; of a text, in UTF-8."), Range(0, int.MaxValue)]
    public required int Size { get; init; }

    /// <summary>The SHA-256 of the bytes (of a text: of its UTF-8), in lower-case hexadecimal.</summary>
    [Description("The SHA-256 of the bytes, or of the text's UTF-8, in lower-case hexadecimal.")]
    public required string Sha256 { get; init; }

    /// <summary>What did the work, in order: <c>pandoc 3.1.3</c>, <c>pdftotext</c>, <c>weasyprint</c>, <c>markdig</c>; empty where nothing was to be done.</summary>
    [Description("What did the work, in order, for example pandoc 3.1.3; empty where nothing was to be done.")]
    public required IReadOnlyList<string> Programs { get; init; }

    /// <summary>What could not be converted as it was.</summary>
    [Description("What could not be converted as it was, as the programs say it.")]
    public required IReadOnlyList<string> Warnings { get; init; }
}
