namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>Cuts text into words.</summary>
internal static class MailWords
{
    /// <summary>How many words of a mail are looked at.</summary>
    private const int MaxWords = 5_000;

    /// <summary>The words in lower case: letters with apostrophes inside. What stands in a link or an address is none.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var count = 0;
        for (var start = 0; start < text.Length && count < MaxWords;)
        {
            if (!char.IsLetter(text[start]))
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < text.Length && (char.IsLetter(text[end]) || IsInnerApostrophe(text, end)))
            {
                end++;
            }

            if (!IsPartOfAddress(text, start, end))
            {
                count++;
                yield return text[start..end].Replace('\u2019', '\'').ToLowerInvariant();
            }

            start = end;
        }
    }

    private static bool IsInnerApostrophe(string text, int index) => text[index] is '\'' or '\u2019' && index + 1 < text.Length && char.IsLetter(text[index + 1]);

    private static bool IsPartOfAddress(string text, int start, int end) =>
        (start > 0 && text[start - 1] is '/' or '@' or '=' or '_' or '&' or '?')
        || (start > 1 && text[start - 1] is '.' or '-' && char.IsLetterOrDigit(text[start - 2]))
        || (end + 1 < text.Length && text[end] is '@' or '/' or '=' or '_')
        || (end + 1 < text.Length && text[end] is '.' && char.IsLetterOrDigit(text[end + 1]));
}
