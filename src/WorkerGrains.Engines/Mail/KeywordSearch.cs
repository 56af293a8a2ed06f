using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail;

/// <summary>Counts keywords in texts, in any case and only where they are whole words.</summary>
/// <remarks>In writing without spaces between words each character counts as a word.</remarks>
internal static class KeywordSearch
{
    /// <summary>The keywords that stand in any of the texts.</summary>
    public static IReadOnlyList<EmailKeyword> Find(IReadOnlyList<string> keywords, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var found = new List<EmailKeyword>();
        foreach (var keyword in keywords)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = texts.Sum(text => Count(text, keyword));
            if (count > 0)
            {
                found.Add(new EmailKeyword { Keyword = keyword, Count = count });
            }
        }

        return found;
    }

    /// <summary>How often a keyword stands in a text.</summary>
    public static int Count(ReadOnlySpan<char> text, ReadOnlySpan<char> keyword)
    {
        var count = 0;
        for (var start = 0; start < text.Length;)
        {
            var found = text[start..].IndexOf(keyword, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                break;
            }

            var from = start + found;
            var to = from + keyword.Length;
            var isWhole = (from == 0 || IsBoundary(text[from - 1], keyword[0])) && (to == text.Length || IsBoundary(keyword[^1], text[to]));
            count += isWhole ? 1 : 0;
            start = isWhole ? to : from + 1;
        }

        return count;
    }

    private static bool IsBoundary(char left, char right) =>
        !char.IsLetterOrDigit(left) || !char.IsLetterOrDigit(right) || FeatureWriter.IsIdeograph(left) || FeatureWriter.IsIdeograph(right);
}
