using System.ComponentModel;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One of several mails to classify: the whole message, or its subject and body.</summary>
[OneFormOf("message", "subject,body")]
public sealed record EmailToClassify
{
    /// <summary>The message as it was sent (RFC 5322), headers and all. In JSON it is text, not base64; a message with bytes that are no UTF-8 goes alone, as the raw body of a request.</summary>
    [Description("The whole message as it was sent (RFC 5322), as text and not base64."), JsonConverter(typeof(Utf8TextConverter))]
    public ReadOnlyMemory<byte>? Message { get; init; }

    /// <summary>The subject, when there is no whole message.</summary>
    [Description("The subject, when there is no whole message."), TextLength(0, 10_000)]
    public string? Subject { get; init; }

    /// <summary>The text, when there is no whole message.</summary>
    [Description("The text, when there is no whole message."), TextLength(0, 10_000_000)]
    public string? Body { get; init; }
}
