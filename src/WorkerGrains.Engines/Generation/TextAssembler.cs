using System.Text;

namespace WorkerGrains.Engines.Generation;

/// <summary>Makes text of the bytes of tokens, whole characters only, and ends it before the first stop text.</summary>
/// <remarks>What may be the beginning of a stop text is held back until it is known not to be one.</remarks>
internal sealed class TextAssembler(IReadOnlyList<string> stops)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private string _held = "";

    /// <summary>Whether a stop text came.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>All the text that was given out.</summary>
    public string Text => _text.ToString();

    /// <summary>Takes the bytes of one token.</summary>
    /// <returns>The text that is now sure; often empty.</returns>
    public string Add(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        _held += new string(characters);
        var end = FindStop();
        HasStopped = end >= 0;
        return Give(HasStopped ? end : _held.Length - HoldBack());
    }

    /// <summary>No more tokens come: what was held back is text after all. The bytes of a character that was not finished are left out.</summary>
    public string End() => HasStopped ? "" : Give(_held.Length);

    private string Give(int length)
    {
        var given = _held[..length];
        _held = HasStopped ? "" : _held[length..];
        _text.Append(given);
        return given;
    }

    private int FindStop()
    {
        var first = -1;
        foreach (var stop in stops)
        {
            var found = _held.IndexOf(stop, StringComparison.Ordinal);
            first = found >= 0 && (first < 0 || found < first) ? found : first;
        }

        return first;
    }

    /// <summary>How long the longest end of the text is with which a stop text begins.</summary>
    private int HoldBack()
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, _held.Length); length > longest; length--)
            {
                if (_held.AsSpan(_held.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
