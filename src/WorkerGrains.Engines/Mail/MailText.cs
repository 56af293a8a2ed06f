using System.Buffers;
using System.Text;
using System.Text.Unicode;
using MimeKit;
using MimeKit.Encodings;

namespace WorkerGrains.Engines.Mail;

/// <summary>Reads the text of a part, whatever it is encoded in.</summary>
internal static class MailText
{
    // What the labels of ASCII and Latin-1 mean where texts are shown. Source: WHATWG Encoding Standard, section 4.2.
    private static readonly Encoding s_windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Larger ones are not kept for the next text.</summary>
    private const int MaxKeptBytes = 1024 * 1024;

    /// <summary>The text, with line feeds where lines were sent with both characters.</summary>
    /// <param name="part">The part.</param>
    /// <param name="isTrimmed">Whether white space at the end may be left out, which saves a copy to whom it means nothing.</param>
    public static string Of(TextPart part, bool isTrimmed = false) => (TryRead(part, isTrimmed) ?? part.Text).Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Reads what is in one of the usual charsets without the streams that copy a text several times over on its way.</summary>
    private static string? TryRead(TextPart part, bool isTrimmed)
    {
        if (part.Content is not { Stream: { } stream } content || !TryFindDecoder(content.Encoding, out var decoder))
        {
            return null;
        }

        var length = checked((int)stream.Length);
        var sent = Rent(length);
        var decoded = decoder is null ? sent : Rent(decoder.EstimateOutputLength(length));
        try
        {
            stream.Position = 0;
            length = stream.ReadAtLeast(sent.AsSpan(0, length), length, throwOnEndOfStream: false);
            length = decoder?.Decode(sent, 0, length, decoded) ?? length;
            var bytes = decoded.AsSpan(0, length);
            return TryDecode(isTrimmed ? bytes.TrimEnd(" \t\r\n"u8) : bytes, part.ContentType.Charset);
        }
        finally
        {
            Return(sent);
            if (decoder is not null)
            {
                Return(decoded);
            }
        }
    }

    private static byte[] Rent(int length) => length <= MaxKeptBytes ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    private static void Return(byte[] buffer)
    {
        if (buffer.Length <= MaxKeptBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryFindDecoder(ContentEncoding encoding, out IMimeDecoder? decoder)
    {
        decoder = encoding switch
        {
            ContentEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
            ContentEncoding.Base64 => new Base64Decoder(),
            _ => null,
        };
        return decoder is not null || encoding is ContentEncoding.Default or ContentEncoding.SevenBit or ContentEncoding.EightBit or ContentEncoding.Binary;
    }

    /// <summary>Decodes the charsets that nearly all mails name, as mail readers do: bytes that a text in one of them cannot have are shown as what they may mean, not dropped.</summary>
    private static string? TryDecode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (Is(charset, "utf-8"))
        {
            return Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }

        var isAscii = Is(charset, "us-ascii");
        var isLatin = Is(charset, "iso-8859-1") || Is(charset, "windows-1252");
        return (charset is null || isAscii || isLatin) && Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes)
            : isAscii && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes)
            : isAscii || isLatin ? s_windows1252.GetString(bytes)
            : null;
    }

    private static bool Is(string? charset, string name) => string.Equals(charset, name, StringComparison.OrdinalIgnoreCase);
}
