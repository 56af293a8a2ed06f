using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A mail to classify: the whole message, or its subject and body; or several mails.</summary>
[OneFormOf("message", "subject,body", "mails")]
public sealed record ClassifyEmail
{
    /// <summary>The message as it was sent (RFC 5322), headers and all. In JSON it is text, not base64; a message with bytes that are no UTF-8 goes as the raw body.</summary>
    [Description("The whole message as it was sent (RFC 5322), as text and not base64."), Body("message/rfc822", "text/plain"), JsonConverter(typeof(Utf8TextConverter))]
    public ReadOnlyMemory<byte>? Message { get; init; }

    /// <summary>The subject, when there is no whole message.</summary>
    [Description("The subject, when there is no whole message."), TextLength(0, 10_000)]
    public string? Subject { get; init; }

    /// <summary>The text, when there is no whole message.</summary>
    [Description("The text, when there is no whole message."), TextLength(0, 10_000_000)]
    public string? Body { get; init; }

    /// <summary>Several mails, up to 1,000; a stream answers them one by one.</summary>
    [Description("Several mails; a stream answers them one by one."), Length(1, 1_000)]
    public IReadOnlyList<EmailToClassify>? Mails { get; init; }

    /// <summary>What to find out, each once, in the order of the answer; <c>spam</c> when it is not given.</summary>
    [Description("What to find out, in the order of the answer; spam when it is not given."), Length(1, 16)]
    public IReadOnlyList<EmailQuestion>? Types { get; init; }
}
