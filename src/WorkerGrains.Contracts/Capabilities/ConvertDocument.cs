using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A document to convert: its bytes, or its text where the format is text.</summary>
[OneFormOf("data", "content")]
public sealed record ConvertDocument
{
    /// <summary>The document's bytes.</summary>
    [Description("The document's bytes."), Body("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text", "application/epub+zip", "application/rtf", "application/x-ipynb+json", "text/*")]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The document's text, where its format is text.</summary>
    [Description("The document's text, where its format is text (Markdown, HTML, LaTeX and so on)."), TextLength(0, 16_777_216)]
    public string? Content { get; init; }

    /// <summary>The format to convert to, by pandoc's name (<c>html</c>, <c>docx</c>, <c>gfm</c>, <c>plain</c>) or <c>pdf</c>; an extension (<c>md</c>) will do.</summary>
    /// <remarks>Needed but where the document is asked for as it is, by a media type that tells the format: of those that share one (Markdown's), the most usual.</remarks>
    [Description("The format to convert to, by pandoc's name (html, docx, gfm, plain) or pdf; an extension (md) will do. May be left out where Accept asks for the document as it is, by its media type."), TextLength(1, 40)]
    public string? To { get; init; }

    /// <summary>The format to convert from; found out by content and name when left out.</summary>
    [Description("The format to convert from; found out by content and name when left out."), TextLength(1, 40)]
    public string? From { get; init; }

    /// <summary>The document's file name; its extension helps to find the format out. Nothing is opened by it.</summary>
    [Description("The document's file name; its extension helps to find the format out. Nothing is opened by it."), TextLength(1, 255)]
    public string? FileName { get; init; }

    /// <summary>The charset of a text; UTF-8 when left out.</summary>
    [Description("The charset of a text; UTF-8 when left out. Sent beside a raw body, the content type may name it."), TextLength(1, 40)]
    public string? Charset { get; init; }

    /// <summary>Whether to answer a document that stands alone (an HTML page with head and styles) and not a part to put into another.</summary>
    [Description("Whether to answer a document that stands alone, such as an HTML page with head and styles, and not a part to put into another.")]
    public bool Standalone { get; init; }

    /// <summary>Whether the pictures of a docx, odt or epub come inside the text that is made of it, as data URIs (RFC 2397): in HTML if nothing is said, in Markdown only where this is true.</summary>
    /// <remarks>Without it such a text names them by their places in the archive. A PDF has them always; other formats hold them as they can.</remarks>
    [Description("Whether the pictures of a docx, odt or epub come inside the text, as data URIs. When left out, in HTML and not in Markdown; other formats are not concerned.")]
    public bool? EmbedPictures { get; init; }
}
