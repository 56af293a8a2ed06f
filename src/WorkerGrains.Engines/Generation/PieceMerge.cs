namespace WorkerGrains.Engines.Generation;

/// <summary>Joins neighbouring pieces, best score first. For one text.</summary>
internal sealed class PieceMerge(string[] pieces, float[] scores, Dictionary<string, int> tokens)
{
    // By score, and of equal ones the first in the text.
    private readonly PriorityQueue<Pair, (float, int)> _candidates = new();
    private int[] _tokens = [];
    private int[] _next = [];
    private int[] _previous = [];

    public List<int> Merge(List<int> characters)
    {
        _tokens = [.. characters];
        _next = [.. Enumerable.Range(1, characters.Count)];
        _previous = [.. Enumerable.Range(-1, characters.Count)];
        for (var i = 0; i + 1 < _tokens.Length; i++)
        {
            Consider(i);
        }

        while (_candidates.TryDequeue(out var pair, out _))
        {
            var right = _next[pair.Left];

            // Either may have become part of another piece meanwhile.
            if (_tokens[pair.Left] != pair.LeftToken || right >= _tokens.Length || _tokens[right] != pair.RightToken)
            {
                continue;
            }

            _tokens[pair.Left] = pair.Merged;
            _tokens[right] = -1;
            _next[pair.Left] = _next[right];
            if (_next[right] < _tokens.Length)
            {
                _previous[_next[right]] = pair.Left;
            }

            Consider(pair.Left);
            if (_previous[pair.Left] >= 0)
            {
                Consider(_previous[pair.Left]);
            }
        }

        return [.. _tokens.Where(static token => token >= 0)];
    }

    private void Consider(int left)
    {
        var right = _next[left];
        if (right < _tokens.Length
            && _tokens[left] != PieceVocabulary.Unknown
            && _tokens[right] != PieceVocabulary.Unknown
            && tokens.TryGetValue(pieces[_tokens[left]] + pieces[_tokens[right]], out var merged))
        {
            _candidates.Enqueue(new Pair(left, _tokens[left], _tokens[right], merged), (-scores[merged], left));
        }
    }

    private readonly record struct Pair(int Left, int LeftToken, int RightToken, int Merged);
}
