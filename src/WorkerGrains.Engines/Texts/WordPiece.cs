using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace WorkerGrains.Engines.Texts;

/// <summary>Cuts texts into the tokens of a BERT-like model.</summary>
/// <remarks>
/// <para>
/// Splits words as BERT does: at white space, and each punctuation mark by itself, of which ASCII symbols like <c>$</c> and <c>+</c> are some. The tokenizer's
/// own splitting would leave symbols and emoji out. Words that look like special tokens (<c>[SEP]</c>) are taken literally: a text cannot pretend to
/// be more than a text. Source: J. Devlin et al., google-research/bert, tokenization.py.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed partial class WordPiece
{
    // A longer word is one unknown token, so what follows a cut changes so many tokens before it at most.
    private const int MaxWordLength = 100;

    // Texts have about four to six characters a token; one that turns out to have more is cut further on.
    private const int UsualTokenLength = 6;

    // Whatever has more characters a token is white space or made up.
    private const int LongestTokenLength = 1024;

    private readonly BertTokenizer _tokenizer;
    private readonly bool _addSpecialTokens;
    private readonly int _maxTokens;

    private WordPiece(BertTokenizer tokenizer, TextSettings settings)
    {
        _tokenizer = tokenizer;
        _addSpecialTokens = settings.AddSpecialTokens;
        _maxTokens = settings.MaxTokens - (settings.AddSpecialTokens ? 2 : 0);
    }

    /// <summary>The token that fills up shorter texts of a batch.</summary>
    public int Padding => _tokenizer.PaddingTokenId;

    /// <summary>Makes a tokenizer, unless the tokens lack one that every text needs.</summary>
    public static bool TryCreate(TokenVocabulary vocabulary, TextSettings settings, [NotNullWhen(true)] out WordPiece? wordPiece)
    {
        var lowerCase = settings.LowerCase ?? vocabulary.LowerCase ?? true;
        try
        {
            using var lines = vocabulary.ToLines();
            wordPiece = new WordPiece(
                BertTokenizer.Create(lines, new BertOptions
                {
                    LowerCaseBeforeTokenization = lowerCase,
                    RemoveNonSpacingMarks = vocabulary.StripAccents ?? lowerCase,
                    SplitOnSpecialTokens = false,
                    MaxInputCharsPerWord = MaxWordLength,
                    PreTokenizer = new RegexPreTokenizer(Words(), FrozenDictionary<string, int>.Empty),
                }),
                settings);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // A token twice, or [UNK], [CLS], [SEP] or [PAD] missing.
            wordPiece = null;
            return false;
        }
    }

    /// <summary>The tokens of a text, at most as many as the model takes; none when there is nothing in it to read.</summary>
    /// <remarks>Only the beginning of a long text is looked at, as far as the tokens reach.</remarks>
    public long[] Encode(string text, out bool isTruncated)
    {
        IReadOnlyList<int> tokens;
        var needed = _maxTokens + MaxWordLength;
        var length = needed * UsualTokenLength;
        while (true)
        {
            var isWhole = length >= text.Length;
            tokens = _tokenizer.EncodeToIds(Clean(isWhole ? text : text[..length]), addSpecialTokens: false);
            if (isWhole || tokens.Count > needed || length >= needed * LongestTokenLength)
            {
                isTruncated = tokens.Count > _maxTokens || !isWhole;
                break;
            }

            length *= 4;
        }

        return WithSpecialTokens(tokens, Math.Min(tokens.Count, _maxTokens));
    }

    private long[] WithSpecialTokens(IReadOnlyList<int> tokens, int count)
    {
        if (count == 0 && !_addSpecialTokens)
        {
            return [];
        }

        var before = _addSpecialTokens ? 1 : 0;
        var all = new long[count + (2 * before)];
        for (var i = 0; i < count; i++)
        {
            all[before + i] = tokens[i];
        }

        if (_addSpecialTokens)
        {
            all[0] = _tokenizer.ClassificationTokenId;
            all[^1] = _tokenizer.SeparatorTokenId;
        }

        return all;
    }

    /// <summary>Takes out what BERT does not see: control and format characters, and halves of characters, which a cut may leave.</summary>
    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        Span<char> units = stackalloc char[2];
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                && rune != Rune.ReplacementChar)
            {
                clean.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                clean.Append(' ');
            }
        }

        return clean.ToString();
    }

    [GeneratedRegex(@"[!-/:-@\[-`{-~\p{P}]|[^\s!-/:-@\[-`{-~\p{P}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
