using System.Globalization;
using System.Text;

namespace WorkerGrains.Engines.Tagging;

/// <summary>Cuts a text into sentences.</summary>
/// <remarks>
/// The rules are those of Unicode's sentence boundaries (UAX #29) that matter for finding what a text speaks of: a sentence ends after a terminator with
/// the quotes and brackets that close it, when white space and no lower-case letter follow (so not in 3.5, example.com or "e.g. this"), and at an empty line.
/// Fewer than three words are no sentence of their own but begin the next one, or end the one before; what is longer than
/// <see cref="MaxLength"/> characters is cut between words.
/// </remarks>
internal static class SentenceSplitter
{
    /// <summary>The longest sentence, in UTF-16 units: more than models of sentences read.</summary>
    public const int MaxLength = 500;

    private const int MinWords = 3;

    /// <summary>The sentences, white space within them made single spaces; none when the text has no letter and no digit.</summary>
    public static List<string> Split(string text)
    {
        var sentences = new List<string>();
        var current = new StringBuilder();
        var words = 0;
        for (var i = 0; i < text.Length;)
        {
            var end = EndOfWord(text, i);
            if (end > i)
            {
                Append(sentences, current, text.AsSpan(i, end - i), ref words);
            }

            var next = SkipSpace(text, end, out var isParagraph);
            if (words > 0 && (isParagraph || (end > i && EndsSentence(text, end, next))))
            {
                Close(sentences, current, ref words, isEnd: isParagraph);
            }

            i = next;
        }

        Close(sentences, current, ref words, isEnd: true);
        return sentences;
    }

    private static void Append(List<string> sentences, StringBuilder current, ReadOnlySpan<char> word, ref int words)
    {
        while (!word.IsEmpty)
        {
            if (current.Length > 0 && current.Length + 1 + word.Length > MaxLength)
            {
                Close(sentences, current, ref words, isEnd: true);
            }

            // A word without an end, as base64 has it, is cut as well, but not through a pair of surrogates.
            var length = Math.Min(word.Length, MaxLength);
            length -= length < word.Length && char.IsHighSurrogate(word[length - 1]) ? 1 : 0;
            current.Append(current.Length > 0 ? " " : "").Append(word[..length]);
            words += HasLetterOrDigit(word[..length]) ? 1 : 0;
            word = word[length..];
        }
    }

    private static void Close(List<string> sentences, StringBuilder current, ref int words, bool isEnd)
    {
        if (words >= MinWords || (isEnd && words > 0 && sentences.Count == 0))
        {
            sentences.Add(current.ToString());
        }
        else if (isEnd && words > 0 && sentences[^1].Length + 1 + current.Length <= MaxLength)
        {
            sentences[^1] = $"{sentences[^1]} {current}";
        }
        else if (isEnd && words > 0)
        {
            sentences.Add(current.ToString());
        }
        else if (!isEnd)
        {
            // Too few words: they begin the next sentence.
            return;
        }

        current.Clear();
        words = 0;
    }

    private static int EndOfWord(string text, int start)
    {
        while (start < text.Length && !char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }

    private static int SkipSpace(string text, int start, out bool isParagraph)
    {
        var lines = 0;
        for (; start < text.Length && char.IsWhiteSpace(text[start]); start++)
        {
            lines += text[start] is '\n' or '\u2029' ? 1 : 0;
        }

        isParagraph = lines > 1;
        return start;
    }

    private static bool EndsSentence(string text, int end, int next)
    {
        var last = end - 1;
        while (last > 0 && (text[last] is '"' or '\'' or '’' or '”' or '»' || char.GetUnicodeCategory(text[last]) == UnicodeCategory.ClosePunctuation))
        {
            last--;
        }

        return text[last] is '.' or '!' or '?' or '…' or '。' or '！' or '？' && (next >= text.Length || !char.IsLower(text[next]));
    }

    private static bool HasLetterOrDigit(ReadOnlySpan<char> word)
    {
        foreach (var rune in word.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                return true;
            }
        }

        return false;
    }
}
