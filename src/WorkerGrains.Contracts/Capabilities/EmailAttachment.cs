using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A part of a mail that is not its text.</summary>
public sealed record EmailAttachment
{
    /// <summary>Where it is, numbered as IMAP numbers parts: <c>2</c>, <c>1.3</c>.</summary>
    [Description("Where it is, numbered as IMAP numbers parts: 2, 1.3.")]
    public required string Part { get; init; }

    /// <summary>The file name, decoded, without folders.</summary>
    [Description("The file name, decoded, without folders.")]
    public string? Name { get; init; }

    /// <summary>The media type that the mail states.</summary>
    [Description("The media type that the mail states.")]
    public required string MediaType { get; init; }

    /// <summary>Whether it is meant to be shown within the text, such as an image of an HTML mail.</summary>
    [Description("Whether it is meant to be shown within the text, such as an image of an HTML mail.")]
    public required bool IsInline { get; init; }

    /// <summary>The id by which HTML refers to it (<c>cid:</c>).</summary>
    [Description("The id by which HTML refers to it (cid:).")]
    public string? ContentId { get; init; }

    /// <summary>How many bytes it has, decoded.</summary>
    [Description("How many bytes it has, decoded."), Range(0, long.MaxValue)]
    public required long Size { get; init; }

    /// <summary>The SHA-256 of the decoded bytes, in lower-case hexadecimal.</summary>
    [Description("The SHA-256 of the decoded bytes, in lower-case hexadecimal.")]
    public required string Sha256 { get; init; }

    /// <summary>The decoded bytes, where they were asked for and fit.</summary>
    [Description("The decoded bytes, where they were asked for and fit.")]
    public ReadOnlyMemory<byte>? Data { get; init; }
}
