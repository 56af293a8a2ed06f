using System.Globalization;
using System.Text;

namespace WorkerGrains.Grains.Notes.Search;

/// <summary>The words by which notes are found: runs of letters and digits in lower case, and each ideograph by itself.</summary>
internal static class NoteWords
{
    /// <summary>The most words of one text that count; the rest of a longer one is not searched.</summary>
    public const int MaxWords = 100_000;

    private const int MaxLength = 64;

    public static IEnumerable<string> Read(string text) => ReadAll(Normalize(text)).Take(MaxWords);

    private static string Normalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair: what else the text says is to be found nevertheless.
            return text;
        }
    }

    private static IEnumerable<string> ReadAll(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isLetter = i < text.Length && IsOfWord(text, i);
            var isAlone = isLetter && IsIdeograph(text[i]);
            if (start >= 0 && (!isLetter || isAlone))
            {
                if (i - start <= MaxLength)
                {
                    yield return text[start..i].ToLowerInvariant();
                }

                start = -1;
            }

            if (isAlone)
            {
                yield return text[i].ToString();
            }
            else if (isLetter && start < 0)
            {
                start = i;
            }
        }
    }

    private static bool IsOfWord(string text, int index) => char.IsLetterOrDigit(text[index])
        || char.IsSurrogate(text[index])
        || char.GetUnicodeCategory(text[index]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Scripts that write no blanks between words: CJK ideographs, Hiragana and Katakana.
    private static bool IsIdeograph(char letter) => letter is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';
}
