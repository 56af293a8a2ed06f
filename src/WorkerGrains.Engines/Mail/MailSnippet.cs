using System.Buffers;
using System.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>How a text begins.</summary>
internal static class MailSnippet
{
    /// <summary>The first words in one line, at most <paramref name="maxLength"/> characters.</summary>
    public static string Of(string text, int maxLength)
    {
        var buffer = ArrayPool<char>.Shared.Rent(maxLength);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
            {
                length += rune.EncodeToUtf16(buffer.AsSpan(length));
            }
            else if (length > 0 && buffer[length - 1] != ' ')
            {
                buffer[length++] = ' ';
            }
        }

        var snippet = buffer.AsSpan(0, length).TrimEnd().ToString();
        ArrayPool<char>.Shared.Return(buffer);
        return snippet;
    }
}
