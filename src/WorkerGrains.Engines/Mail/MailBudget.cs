using System.Buffers;
using System.Globalization;

namespace WorkerGrains.Engines.Mail;

/// <summary>How many bytes of JSON an answer may still take, and which of its members had to be cut.</summary>
/// <param name="bytes">The most bytes.</param>
/// <param name="truncated">Takes the names of members that were cut.</param>
internal sealed class MailBudget(int bytes, ISet<string> truncated)
{
    /// <summary>What the names and marks around an entry of a list take at most.</summary>
    private const int EntryBytes = 300;

    /// <summary>What is written as it is, a byte each.</summary>
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code).Except(['"', '\\'])]);

    private int _left = bytes;

    public int Left => _left;

    /// <summary>Whether there is room for another entry of a list, and takes it.</summary>
    public bool TakeEntry(string member)
    {
        if (_left < 2 * EntryBytes)
        {
            truncated.Add(member);
            return false;
        }

        _left -= EntryBytes;
        return true;
    }

    /// <summary>Notes that a member is not whole for a reason of its own.</summary>
    public void Cut(string member) => truncated.Add(member);

    /// <summary>Takes bytes that are written as base64, if they fit.</summary>
    public bool TakeData(int length)
    {
        var encoded = (((long)length + 2) / 3 * 4) + EntryBytes;
        if (encoded > _left)
        {
            return false;
        }

        _left -= (int)encoded;
        return true;
    }

    /// <summary>Takes a text, cut to what fits.</summary>
    public string Take(string member, string text, int maxLength = int.MaxValue)
    {
        var length = 0;
        var end = Math.Min(text.Length, maxLength);
        while (length < end)
        {
            var rest = text.AsSpan(length, end - length);
            var plain = rest.IndexOfAnyExcept(s_plain) is >= 0 and var other ? other : rest.Length;
            var taken = Math.Min(plain, _left);
            length += taken;
            _left -= taken;
            if (length == end || taken < plain || EncodedSize(text[length]) is var size && size > _left)
            {
                break;
            }

            length++;
            _left -= size;
        }

        if (length == text.Length)
        {
            return text;
        }

        truncated.Add(member);
        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>What a character takes at most: the writer escapes what is no printable character, and what takes two UTF-16 units.</summary>
    private static int EncodedSize(char character) => character switch
    {
        '"' or '\\' or '\n' or '\r' or '\t' => 2,
        >= ' ' and <= '~' => 1,
        < '\u00A0' => 6,
        _ => char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate ? 6 : 3,
    };
}
