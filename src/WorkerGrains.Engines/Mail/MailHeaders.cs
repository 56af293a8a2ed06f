using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace WorkerGrains.Engines.Mail;

/// <summary>Reads headers, whatever their bytes are, up to a length that bounds the time it takes.</summary>
internal static class MailHeaders
{
    static MailHeaders() => WorldCharsets.Register();

    /// <summary>How mails are parsed, whose charsets are those of the world and not of this runtime alone.</summary>
    /// <param name="maxDepth">How deep parts may nest; what is deeper is left as it is.</param>
    public static ParserOptions ParserOptions(int maxDepth) => new() { MaxMimeDepth = maxDepth, MaxAddressGroupDepth = 3 };

    /// <summary>The first value of a header as it was sent, or <see langword="null"/>.</summary>
    public static byte[]? Find(HeaderList headers, HeaderId id)
    {
        for (var index = 0; index < headers.Count; index++)
        {
            if (headers[index] is { } header && header.Id == id)
            {
                return header.RawValue;
            }
        }

        return null;
    }

    /// <summary>The first value of a header, decoded and in one line, or <see langword="null"/>.</summary>
    public static string? FindText(ParserOptions options, HeaderList headers, HeaderId id, int maxBytes) =>
        Find(headers, id) is { } value ? Decode(options, value, maxBytes) : null;

    /// <summary>A value, decoded (RFC 2047) and in one line.</summary>
    public static string Decode(ParserOptions options, byte[] value, int maxBytes)
    {
        var raw = value.AsSpan(0, Math.Min(value.Length, maxBytes));
        if (!Ascii.IsValid(raw) || raw.IndexOf("=?"u8) >= 0)
        {
            return Header.Unfold(Rfc2047.DecodeText(options, value, 0, raw.Length)).Trim();
        }

        // Most values are plain, with no words to decode and on one line.
        var line = raw.Trim(" \t\r\n"u8);
        var text = Encoding.ASCII.GetString(line);
        return line.IndexOfAny((byte)'\r', (byte)'\n') < 0 ? text : Header.Unfold(text).Trim();
    }

    /// <summary>The mailboxes that a header names, those of groups too.</summary>
    public static IEnumerable<MailboxAddress> Addresses(ParserOptions options, byte[] value, int maxBytes) =>
        InternetAddressList.TryParse(options, value, 0, Math.Min(value.Length, maxBytes), out var addresses) ? addresses.Mailboxes : [];
}
