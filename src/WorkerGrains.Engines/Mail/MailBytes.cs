namespace WorkerGrains.Engines.Mail;

/// <summary>The bytes that mails come in.</summary>
internal static class MailBytes
{
    /// <summary>What begins the line before each message of an mbox.</summary>
    public static ReadOnlySpan<byte> EnvelopeMark => "From "u8;

    /// <summary>Mails cut out of an mbox file begin with a line that is no header.</summary>
    public static ReadOnlyMemory<byte> WithoutEnvelopeLine(ReadOnlyMemory<byte> message) =>
        !message.Span.StartsWith(EnvelopeMark) ? message
        : message.Span.IndexOf((byte)'\n') is >= 0 and var end ? message[(end + 1)..]
        : default;

    /// <summary>Editors put a mark before UTF-8 that is no part of it.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> bytes) => bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
}
