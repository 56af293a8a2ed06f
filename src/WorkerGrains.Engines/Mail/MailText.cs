using System.Buffers;
using System.Text;
using MimeKit;

namespace WorkerGrains.Engines.Mail;

/// <summary>Reads the text of a part, whatever it is encoded in.</summary>
internal static class MailText
{
    /// <summary>The text, with its line ends as they were sent.</summary>
    public static string Of(TextPart part) => TryReadAscii(part) ?? part.Text;

    /// <summary>Reads what is sent as it is and all ASCII, which most texts are: a decoder would copy them several times over.</summary>
    private static string? TryReadAscii(TextPart part)
    {
        if (part.Content is not { Encoding: ContentEncoding.Default or ContentEncoding.SevenBit or ContentEncoding.EightBit or ContentEncoding.Binary, Stream: { } stream }
            || !HoldsAscii(part.ContentType.Charset))
        {
            return null;
        }

        var length = checked((int)stream.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            stream.Position = 0;
            var bytes = buffer.AsSpan(0, stream.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false));
            return Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether bytes of ASCII mean ASCII in a charset: in those that switch by escape sequences, or take two bytes for each character, they do not.</summary>
    private static bool HoldsAscii(string? charset) =>
        charset is null
        || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.StartsWith("iso-8859-", StringComparison.OrdinalIgnoreCase)
        || charset.StartsWith("windows-125", StringComparison.OrdinalIgnoreCase);
}
