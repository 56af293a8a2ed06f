namespace WorkerGrains.Engines.Web;

/// <summary>What an answer may still hold, and which of its members had to be cut.</summary>
/// <remarks>Elements nest and selectors overlap, so the texts of an answer can be many times the page.</remarks>
internal sealed class TextBudget(int maxTextLength, int maxEntries)
{
    private readonly SortedSet<string> _truncated = new(StringComparer.Ordinal);
    private int _left = maxTextLength;

    public IReadOnlyList<string> Truncated => [.. _truncated];

    /// <summary>How many characters the next text may have.</summary>
    public int Left => _left;

    /// <summary>Whether a list of <paramref name="count"/> entries may get one more.</summary>
    public bool Allows(string member, int count)
    {
        if (count < maxEntries && _left > 0)
        {
            return true;
        }

        _truncated.Add(member);
        return false;
    }

    /// <summary>Takes a text into the answer, cut to what is left.</summary>
    public string Take(string member, string text)
    {
        if (text.Length > _left)
        {
            _truncated.Add(member);
            text = text[..(_left > 0 && char.IsHighSurrogate(text[_left - 1]) ? _left - 1 : _left)];
        }

        _left -= text.Length;
        return text;
    }

    public void Cut(string member) => _truncated.Add(member);
}
