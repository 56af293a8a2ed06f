using System.Buffers;

namespace WorkerGrains.Engines.Mail;

/// <summary>Finds what a mailing list's program puts below every mail, spam or not: it says nothing of the mail.</summary>
internal static class ListFooter
{
    private const int LongestFooter = 1_500;
    private const string ListLink = "/listinfo/";

    private static readonly SearchValues<string> s_separators = SearchValues.Create(["\n___", "\n---", "\n-- "], StringComparison.Ordinal);

    /// <summary>Returns a text up to the line that sets its footer apart, or all of it when it has none.</summary>
    public static ReadOnlySpan<char> Remove(ReadOnlySpan<char> text)
    {
        var tail = text[Math.Max(0, text.Length - LongestFooter)..];
        var footer = tail[..Math.Max(0, tail.LastIndexOf(ListLink, StringComparison.Ordinal))].IndexOfAny(s_separators);
        return footer < 0 ? text : text[..(text.Length - tail.Length + footer)];
    }
}
