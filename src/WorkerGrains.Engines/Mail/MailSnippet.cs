using System.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>How a text begins.</summary>
internal static class MailSnippet
{
    /// <summary>The first words in one line, at most <paramref name="maxLength"/> characters.</summary>
    public static string Of(string text, int maxLength)
    {
        var snippet = new StringBuilder(maxLength);
        foreach (var rune in text.EnumerateRunes())
        {
            var isSpace = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (snippet.Length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            if (!isSpace)
            {
                snippet.Append(rune);
            }
            else if (snippet.Length > 0 && snippet[^1] != ' ')
            {
                snippet.Append(' ');
            }
        }

        return snippet.ToString().TrimEnd();
    }
}
