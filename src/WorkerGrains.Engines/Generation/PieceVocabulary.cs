using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace WorkerGrains.Engines.Generation;

/// <summary>Makes tokens of text and text of tokens, with a vocabulary of SentencePiece.</summary>
/// <remarks>
/// Immutable. Text becomes characters, and of two neighbours that together are a piece those with the best score become one, until none are
/// left; what no piece covers becomes bytes where the vocabulary has them, else the unknown token. Source: T. Kudo and J. Richardson,
/// "SentencePiece", 2018, and R. Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016.
/// </remarks>
internal sealed class PieceVocabulary
{
    /// <summary>The token of what is in no piece.</summary>
    public const int Unknown = 0;

    // How SentencePiece writes a blank.
    private const char Blank = '\u2581';

    private readonly Dictionary<string, int> _tokens;
    private readonly string[] _pieces;
    private readonly float[] _scores;
    private readonly byte[][] _bytes;

    private PieceVocabulary(string[] pieces, float[] scores, string unknownText)
    {
        _pieces = pieces;
        _scores = scores;
        _tokens = new Dictionary<string, int>(pieces.Length, StringComparer.Ordinal);
        for (var token = 0; token < pieces.Length; token++)
        {
            _tokens.TryAdd(pieces[token], token);
        }

        _bytes = [.. pieces.Select((piece, token) => token == Unknown ? Encoding.UTF8.GetBytes(unknownText) : BytesOf(piece))];
        LongestPiece = pieces.Max(static piece => piece.Length);
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => _pieces.Length;

    /// <summary>The length of the longest piece: a text has at least its own length divided by it of tokens.</summary>
    public int LongestPiece { get; }

    /// <summary>Reads a vocabulary, or says what is wrong with it in words that continue "its vocabulary …".</summary>
    public static bool TryRead(string text, string unknownText, [NotNullWhen(true)] out PieceVocabulary? vocabulary, [NotNullWhen(false)] out string? problem)
    {
        vocabulary = null;
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        var pieces = new string[lines.Length];
        var scores = new float[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var tab = lines[i].LastIndexOf('\t');
            if (tab <= 0 || !float.TryParse(lines[i].AsSpan(tab + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out scores[i]))
            {
                problem = $"has no piece and score in line {i + 1}";
                return false;
            }

            pieces[i] = lines[i][..tab];
        }

        vocabulary = new PieceVocabulary(pieces, scores, unknownText);
        problem = null;
        return true;
    }

    /// <summary>What a token is written as, in UTF-8: maybe a part of a character only, and nothing for tokens that steer the model.</summary>
    public ReadOnlySpan<byte> BytesOf(int token) => _bytes[token];

    /// <summary>The tokens of a text.</summary>
    public List<int> Encode(string text, bool addPrefixSpace)
    {
        var tokens = new List<int>(text.Length + 1);
        foreach (var character in ((addPrefixSpace ? " " : "") + text).Replace(' ', Blank).EnumerateRunes())
        {
            AddCharacter(character, tokens);
        }

        return LongestPiece > 1 ? new PieceMerge(_pieces, _scores, _tokens).Merge(tokens) : tokens;
    }

    private void AddCharacter(Rune character, List<int> tokens)
    {
        if (_tokens.TryGetValue(character.ToString(), out var token))
        {
            tokens.Add(token);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var part in bytes[..character.EncodeToUtf8(bytes)])
        {
            if (!_tokens.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"<0x{part:X2}>"), out token))
            {
                tokens.Add(Unknown);
                return;
            }

            tokens.Add(token);
        }
    }

    private static byte[] BytesOf(string piece) => piece switch
    {
        ['<', '0', 'x', var high, var low, '>'] when byte.TryParse([high, low], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) => [value],
        "<s>" or "</s>" or "<pad>" => [],
        _ => Encoding.UTF8.GetBytes(piece.Replace(Blank, ' ')),
    };
}
