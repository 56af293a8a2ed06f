using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A web page to take apart: its bytes as they were served, or its text.</summary>
[OneFormOf("page", "html")]
public sealed record ExtractHtml
{
    /// <summary>The page's bytes as they were served.</summary>
    [Description("The page's bytes as they were served, in any charset."), Body("text/html", "application/xhtml+xml")]
    public ReadOnlyMemory<byte>? Page { get; init; }

    /// <summary>The page as text, when its bytes are not at hand.</summary>
    [Description("The page as text, when its bytes are not at hand."), TextLength(0, 16_777_216)]
    public string? Html { get; init; }

    /// <summary>The address the page came from, against which its links are resolved; a <c>base</c> element in the page is resolved against it too.</summary>
    [Description("The address (http or https) the page came from; relative links are resolved against it."), TextLength(1, 2_048)]
    public string? BaseUrl { get; init; }

    /// <summary>The charset that the page was served with; a byte order mark goes before it, a <c>meta</c> element after it.</summary>
    [Description("The charset that the page was served with, for example windows-1252. Sent beside a raw body, the content type may name it."), TextLength(1, 40)]
    public string? Charset { get; init; }

    /// <summary>What else to pick out of the page.</summary>
    [Description("What else to pick out of the page, by CSS selectors."), Length(0, 32)]
    public IReadOnlyList<HtmlSelector>? Selectors { get; init; }
}
