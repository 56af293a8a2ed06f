using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A mail or a mailbox file to take apart.</summary>
public sealed record ParseEmail
{
    /// <summary>One message as it was sent (RFC 5322), or an mbox (RFC 4155). In JSON it is base64, because a mailbox is of many charsets.</summary>
    [Description("One message as it was sent (RFC 5322), or an mbox file of many, as base64.")]
    [Body("message/rfc822", "application/mbox", "text/plain")]
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The message or mbox where it is read while it comes in; <see cref="Data"/> is empty then. The caller keeps and disposes of the stream.</summary>
    [BodyStream, JsonIgnore]
    public Stream? Content { get; init; }

    /// <summary>What the data is; told from its first line when it is not given.</summary>
    [Description("What the data is; told from its first line when it is not given: an mbox begins with 'From '.")]
    public EmailFormat? Format { get; init; }

    /// <summary>Words and phrases of 1 to 100 characters to look for in subject and text, as whole words in any case; up to 100.</summary>
    [Description("Words and phrases of 1 to 100 characters to look for in subject and text, as whole words in any case."), Length(0, 100)]
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>The most characters of a snippet, 0 to 1,000.</summary>
    [Description("The most characters of a snippet."), Range(0, 1_000)]
    public int SnippetLength { get; init; } = 200;

    /// <summary>The most characters of each text and of each HTML, 0 to 1,000,000. Streamed mails are cut further where an item would not hold them.</summary>
    [Description("The most characters of each text and of each HTML."), Range(0, 1_000_000)]
    public int MaxTextLength { get; init; } = 100_000;

    /// <summary>Whether mails come with all their headers.</summary>
    [Description("Whether mails come with all their headers.")]
    public bool Headers { get; init; } = true;

    /// <summary>Whether mails come with their HTML.</summary>
    [Description("Whether mails come with their HTML.")]
    public bool Html { get; init; } = true;

    /// <summary>The most bytes of attachments that come with each mail, 0 to 10 MiB; attachments that do not fit come without their data.</summary>
    [Description("The most bytes of attachments that come with each mail; attachments that do not fit come without their data."), Range(0, 10 * 1024 * 1024)]
    public int MaxAttachmentBytes { get; init; }

    /// <summary>The most mails in the output of an mbox that is not streamed, 0 to 10,000; the summary covers all.</summary>
    [Description("The most mails in the output of an mbox that is not streamed; the summary covers all."), Range(0, 10_000)]
    public int MaxMails { get; init; } = 1_000;
}
