using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Text;

namespace WorkerGrains.Engines.Web;

/// <summary>Finds the charset of a page and decodes it.</summary>
/// <remarks>
/// Source: WHATWG HTML, "Determining the character encoding": a byte order mark, then what the transport said, then a <c>meta</c> element within the
/// first 1,024 bytes. Without any of them UTF-8 where the bytes are UTF-8, else windows-1252, as browsers do for most languages.
/// </remarks>
internal static partial class HtmlCharset
{
    private const int PrescanLength = 1024;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static HtmlCharset() => WorldCharsets.Register();

    /// <summary>Decodes a page. False when <paramref name="charset"/> is no known one.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> page, string? charset, [NotNullWhen(true)] out string? text, [NotNullWhen(true)] out Encoding? encoding)
    {
        text = null;
        encoding = null;
        if (charset is not null && !TryFind(charset, out encoding))
        {
            return false;
        }

        if (OfByteOrderMark(page, out var length) is { } marked)
        {
            encoding = marked;
            page = page[length..];
        }

        encoding ??= OfMeta(page) ?? Guess(page);
        text = encoding.GetString(page);
        return true;
    }

    private static bool TryFind(string label, [NotNullWhen(true)] out Encoding? encoding)
    {
        encoding = TextEncoding.IsSupported(label.Trim()) ? TextEncoding.Resolve(label.Trim()) : null;
        return encoding is not null;
    }

    private static Encoding? OfByteOrderMark(ReadOnlySpan<byte> page, out int length)
    {
        length = page.StartsWith("\uFEFF"u8) ? 3 : 2;
        return page switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            _ => null,
        };
    }

    private static Encoding? OfMeta(ReadOnlySpan<byte> page)
    {
        var start = Encoding.Latin1.GetString(page[..Math.Min(page.Length, PrescanLength)]);
        if (!Meta().Match(start).Groups["charset"].TryGet(out var label) || !TryFind(label, out var encoding))
        {
            return null;
        }

        // A page that can say so in ASCII is not UTF-16.
        return encoding is UnicodeEncoding ? Encoding.UTF8 : encoding;
    }

    private static bool TryGet(this Group group, out string value)
    {
        value = group.Value;
        return group.Success;
    }

    private static Encoding Guess(ReadOnlySpan<byte> page)
    {
        try
        {
            s_strictUtf8.GetCharCount(page);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding(1252);
        }
    }

    [GeneratedRegex("""<(meta\s[^>]*?charset|\?xml\s[^>]*?encoding)\s*=\s*["']?\s*(?<charset>[A-Za-z0-9_:.\-]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Meta();
}
