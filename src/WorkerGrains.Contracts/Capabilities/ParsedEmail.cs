using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A mail taken apart.</summary>
public sealed record ParsedEmail
{
    /// <summary>Its place among the mails of the input, from 0.</summary>
    [Description("Its place among the mails of the input, from 0."), Range(0, long.MaxValue)]
    public required long Index { get; init; }

    /// <summary>How many bytes it has in the input.</summary>
    [Description("How many bytes it has in the input."), Range(0, long.MaxValue)]
    public required long Size { get; init; }

    /// <summary>The subject, decoded.</summary>
    [Description("The subject, decoded.")]
    public string? Subject { get; init; }

    /// <summary>When it was written, in UTC; left out when the mail does not say or says what is no date.</summary>
    [Description("When it was written, in UTC; left out when the mail does not say or says what is no date.")]
    public DateTimeOffset? Date { get; init; }

    /// <summary>Who wrote it.</summary>
    [Description("Who wrote it.")]
    public required IReadOnlyList<EmailAddress> From { get; init; }

    /// <summary>Who sent it, where that is not who wrote it.</summary>
    [Description("Who sent it, where that is not who wrote it.")]
    public EmailAddress? Sender { get; init; }

    /// <summary>Whom answers are to go to.</summary>
    [Description("Whom answers are to go to.")]
    public required IReadOnlyList<EmailAddress> ReplyTo { get; init; }

    /// <summary>Whom it is to; members of groups stand by themselves.</summary>
    [Description("Whom it is to; members of groups stand by themselves.")]
    public required IReadOnlyList<EmailAddress> To { get; init; }

    /// <summary>Who has a copy.</summary>
    [Description("Who has a copy.")]
    public required IReadOnlyList<EmailAddress> Cc { get; init; }

    /// <summary>Who has a copy that others do not see.</summary>
    [Description("Who has a copy that others do not see.")]
    public required IReadOnlyList<EmailAddress> Bcc { get; init; }

    /// <summary>The id, without angle brackets.</summary>
    [Description("The id, without angle brackets.")]
    public string? MessageId { get; init; }

    /// <summary>The ids of the messages that it answers.</summary>
    [Description("The ids of the messages that it answers.")]
    public required IReadOnlyList<string> InReplyTo { get; init; }

    /// <summary>The ids of the messages of its thread, oldest first.</summary>
    [Description("The ids of the messages of its thread, oldest first.")]
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>All headers in their order; left out when not asked for.</summary>
    [Description("All headers in their order; left out when not asked for.")]
    public IReadOnlyList<EmailHeader>? Headers { get; init; }

    /// <summary>The text that a reader sees, lines ended by line feeds.</summary>
    [Description("The text that a reader sees, lines ended by line feeds."), JsonConverter(typeof(LongTextConverter))]
    public required string Text { get; init; }

    /// <summary>What the text was made from.</summary>
    [Description("What the text was made from.")]
    public required EmailTextSource TextSource { get; init; }

    /// <summary>The HTML, as it was sent and not made safe; left out when there is none or it was not asked for.</summary>
    [Description("The HTML, as it was sent and not made safe; left out when there is none or it was not asked for."), JsonConverter(typeof(LongTextConverter))]
    public string? Html { get; init; }

    /// <summary>How the text begins, in one line.</summary>
    [Description("How the text begins, in one line.")]
    public required string Snippet { get; init; }

    /// <summary>The keywords of the input that the mail has.</summary>
    [Description("The keywords of the input that the mail has.")]
    public required IReadOnlyList<EmailKeyword> Keywords { get; init; }

    /// <summary>The parts that are not its text, those of embedded messages and TNEF (<c>winmail.dat</c>) too.</summary>
    [Description("The parts that are not its text, those of embedded messages and TNEF (winmail.dat) too.")]
    public required IReadOnlyList<EmailAttachment> Attachments { get; init; }

    /// <summary>The messages inside it, outer ones first.</summary>
    [Description("The messages inside it, outer ones first.")]
    public required IReadOnlyList<EmbeddedEmail> Embedded { get; init; }

    /// <summary>What was cut to keep within limits: <c>message</c>, <c>parts</c>, <c>nesting</c>, or a member's name.</summary>
    [Description("What was cut to keep within limits: message, parts, nesting, or a member's name.")]
    public required IReadOnlyList<string> Truncated { get; init; }
}
