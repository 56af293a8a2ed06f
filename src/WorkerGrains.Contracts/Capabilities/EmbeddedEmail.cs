using System.ComponentModel;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A message inside a message, such as a forwarded or bounced one. Its attachments stand with those of the mail around it.</summary>
public sealed record EmbeddedEmail
{
    /// <summary>Where it is, numbered as IMAP numbers parts: <c>2</c>, <c>1.3</c>.</summary>
    [Description("Where it is, numbered as IMAP numbers parts: 2, 1.3.")]
    public required string Part { get; init; }

    /// <summary>The subject, decoded.</summary>
    [Description("The subject, decoded.")]
    public string? Subject { get; init; }

    /// <summary>When it was written, in UTC.</summary>
    [Description("When it was written, in UTC.")]
    public DateTimeOffset? Date { get; init; }

    /// <summary>Who wrote it.</summary>
    [Description("Who wrote it.")]
    public required IReadOnlyList<EmailAddress> From { get; init; }

    /// <summary>Whom it is to.</summary>
    [Description("Whom it is to.")]
    public required IReadOnlyList<EmailAddress> To { get; init; }

    /// <summary>Its id, without angle brackets.</summary>
    [Description("Its id, without angle brackets.")]
    public string? MessageId { get; init; }

    /// <summary>Its text.</summary>
    [Description("Its text."), JsonConverter(typeof(LongTextConverter))]
    public required string Text { get; init; }
}
