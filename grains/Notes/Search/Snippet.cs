namespace WorkerGrains.Grains.Notes.Search;

/// <summary>A part of a text that shows why it was found.</summary>
internal static class Snippet
{
    private const int Length = 200;
    private const int Before = 40;

    /// <summary>The text around the first of the words that it has, or its beginning; in one line.</summary>
    public static string Of(string text, IReadOnlyCollection<string> words)
    {
        var found = words.Select(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).Where(static at => at >= 0).DefaultIfEmpty(0).Min();
        var from = Math.Max(0, found - Before);
        var to = Math.Min(text.Length, from + Length);

        // Not through a surrogate pair, which would be half a character on each side.
        from += from > 0 && char.IsLowSurrogate(text[from]) ? 1 : 0;
        to -= to < text.Length && char.IsLowSurrogate(text[to]) ? 1 : 0;
        return string.Join(' ', text[from..Math.Max(from, to)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
