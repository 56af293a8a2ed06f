using System.Runtime.InteropServices;

namespace WorkerGrains.Grains.Notes.Search;

/// <summary>Which texts have which words, and how well texts match a query.</summary>
/// <remarks>
/// BM25 with the usual k1 = 1.2 and b = 0.75: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009. The weight of a
/// word has 1 added inside its logarithm, as Lucene has it, so that a word of most texts counts little instead of less than nothing. For one grain: not thread-safe.
/// </remarks>
internal sealed class WordIndex<TKey>
    where TKey : notnull
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly Dictionary<string, Dictionary<TKey, int>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<TKey, int> _lengths = [];
    private long _words;

    public void Add(TKey key, IEnumerable<string> words)
    {
        var length = 0;
        foreach (var word in words)
        {
            ref var texts = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, word, out _);
            texts ??= [];
            CollectionsMarshal.GetValueRefOrAddDefault(texts, key, out _)++;
            length++;
        }

        _lengths[key] = length;
        _words += length;
    }

    /// <summary>Takes a text out, given its words.</summary>
    public void Remove(TKey key, IEnumerable<string> words)
    {
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            if (_texts.TryGetValue(word, out var texts) && texts.Remove(key) && texts.Count == 0)
            {
                _texts.Remove(word);
            }
        }

        if (_lengths.Remove(key, out var length))
        {
            _words -= length;
        }
    }

    /// <summary>The texts that have any of the words, each with its score.</summary>
    public Dictionary<TKey, double> Score(IEnumerable<string> query)
    {
        Dictionary<TKey, double> scores = [];
        var averageLength = _words / (double)Math.Max(1, _lengths.Count);
        foreach (var word in query.Distinct(StringComparer.Ordinal))
        {
            if (!_texts.TryGetValue(word, out var texts))
            {
                continue;
            }

            var weight = Math.Log(1 + (_lengths.Count - texts.Count + 0.5) / (texts.Count + 0.5));
            foreach (var (key, count) in texts)
            {
                var saturated = count * (K1 + 1) / (count + K1 * (1 - B + B * _lengths[key] / averageLength));
                CollectionsMarshal.GetValueRefOrAddDefault(scores, key, out _) += weight * saturated;
            }
        }

        return scores;
    }
}
