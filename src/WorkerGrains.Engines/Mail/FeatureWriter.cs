using System.Buffers;
using System.Collections.Frozen;
using System.Numerics;

namespace WorkerGrains.Engines.Mail;

/// <summary>Cuts text into words and adds their features.</summary>
internal sealed class FeatureWriter(FeatureSet features)
{
    private const int LongestWord = 24;
    private const int LongestMixedWord = 8;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_ignored = FrozenSet.ToFrozenSet(
        [
            "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
            "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> s_numericHost = SearchValues.Create("0123456789.:");

    private static readonly string[] s_numbers = [.. Enumerable.Range(1, 9).Select(static digits => new string('0', digits))];

    private uint? _previous;

    /// <summary>Adds something true of the mail's structure.</summary>
    public void AddFact(string name) => features.Add(FeatureHash.As(FeatureKind.Fact, FeatureHash.Of(name)));

    /// <summary>Adds the words of a subject, less the marks that replies and mailing lists put before it.</summary>
    public void AddSubject(ReadOnlySpan<char> subject)
    {
        subject = WithoutMarks(subject, out var isReply);
        if (isReply)
        {
            AddFact("reply");
        }

        AddShape("subject", subject);
        AddWords(subject, FeatureKind.SubjectWord);
    }

    /// <summary>Adds the words and links of a text.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        AddShape("text", text);
        if (text.StartsWith(">") || text.Contains("\n>", StringComparison.Ordinal))
        {
            AddFact("quotes");
        }

        _previous = null;
        while (!features.IsFull && NextChunk(ref text) is { IsEmpty: false } chunk)
        {
            if (chunk.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
            {
                AddLink(chunk[(scheme + 3)..]);
            }
            else if (chunk.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            {
                AddLink(chunk);
            }
            else if (!IsAddress(chunk))
            {
                AddWords(chunk, FeatureKind.Word);
            }
        }
    }

    private static ReadOnlySpan<char> WithoutMarks(ReadOnlySpan<char> subject, out bool isReply)
    {
        isReply = false;
        while (true)
        {
            subject = subject.Trim();
            if (subject.StartsWith('[') && subject.IndexOf(']') is > 0 and var end)
            {
                subject = subject[(end + 1)..];
            }
            else if (subject.StartsWith("re:", StringComparison.OrdinalIgnoreCase))
            {
                isReply = true;
                subject = subject[3..];
            }
            else
            {
                return subject;
            }
        }
    }

    private static ReadOnlySpan<char> NextChunk(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var length = 0;
        while (length < text.Length && !char.IsWhiteSpace(text[length]))
        {
            length++;
        }

        var chunk = text[..length];
        text = text[length..];
        return chunk;
    }

    private static bool IsAddress(ReadOnlySpan<char> chunk) =>
        chunk.IndexOf('@') is > 0 and var at && at + 1 < chunk.Length && char.IsLetterOrDigit(chunk[at - 1]) && char.IsLetterOrDigit(chunk[at + 1]);

    // Writing without spaces between words: each character is taken for a word, and their pairs do the rest.
    public static bool IsIdeograph(char character) => character is >= '\u2E80' and < '\uE000';

    private static int Magnitude(int count) => BitOperations.Log2((uint)count + 1);

    private void AddLink(ReadOnlySpan<char> link)
    {
        var hostLength = link.IndexOfAny('/', '?', '#') is >= 0 and var slash ? slash : link.Length;
        var host = link[..hostLength];
        AddFact("link");
        if (!host.ContainsAnyExcept(s_numericHost))
        {
            AddFact("link to number");
        }

        if (host.Contains('@'))
        {
            AddFact("link with user");
        }

        if (link.Contains('%'))
        {
            AddFact("link escaped");
        }

        // Mailing lists put such links below every mail, spam or not.
        if (!link.Contains("/listinfo/", StringComparison.Ordinal))
        {
            AddWords(link[hostLength..], FeatureKind.LinkWord);
        }

        _previous = null;
    }

    private void AddWords(ReadOnlySpan<char> text, FeatureKind kind)
    {
        for (var start = 0; start < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[start]))
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < text.Length && !IsIdeograph(text[start]) && char.IsLetterOrDigit(text[end]) && !IsIdeograph(text[end]))
            {
                end++;
            }

            AddWord(text[start..end], kind);
            start = end;
        }
    }

    private void AddWord(ReadOnlySpan<char> word, FeatureKind kind)
    {
        if (s_ignored.Contains(word))
        {
            return;
        }

        var hash = FeatureHash.Of(Shape(word));
        features.Add(FeatureHash.As(kind, hash));
        if (kind == FeatureKind.LinkWord)
        {
            return;
        }

        if (kind == FeatureKind.SubjectWord)
        {
            features.Add(FeatureHash.As(FeatureKind.Word, hash));
        }

        if (word.Length > 2 && !word.ContainsAnyExceptInRange('A', 'Z'))
        {
            features.Add(FeatureHash.As(FeatureKind.Capitals, hash));
        }

        if (_previous is { } previous)
        {
            features.Add(FeatureHash.As(FeatureKind.Pair, FeatureHash.Of(previous, hash)));
        }

        _previous = hash;
    }

    /// <summary>What counts of a word: the word itself, or only what kind of thing it is.</summary>
    private static ReadOnlySpan<char> Shape(ReadOnlySpan<char> word)
    {
        var hasDigits = word.ContainsAnyInRange('0', '9');
        return hasDigits && !word.ContainsAnyExceptInRange('0', '9') ? s_numbers[Math.Min(word.Length, s_numbers.Length) - 1]
            : hasDigits && word.Length > LongestMixedWord ? "0x"
            : word.Length > LongestWord ? "0z"
            : word;
    }

    /// <summary>Adds how loud a text is: its length, and how much of it is capitals, digits, exclamation marks and currency signs.</summary>
    private void AddShape(string name, ReadOnlySpan<char> text)
    {
        int letters = 0, capitals = 0, digits = 0;
        foreach (var character in text)
        {
            letters += char.IsLetter(character) ? 1 : 0;
            capitals += char.IsUpper(character) ? 1 : 0;
            digits += char.IsDigit(character) ? 1 : 0;
        }

        AddFact($"{name} capitals {capitals * 10 / Math.Max(1, letters)}");
        AddFact($"{name} digits {digits * 10 / Math.Max(1, letters + digits)}");
        AddFact($"{name} exclamations {Magnitude(text.Count('!'))}");
        AddFact($"{name} dollars {Magnitude(text.Count('$'))}");
    }
}
