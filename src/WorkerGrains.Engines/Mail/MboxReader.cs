namespace WorkerGrains.Engines.Mail;

/// <summary>One message of an mbox.</summary>
/// <param name="Bytes">As much of it as is read; the buffer is reused for the next.</param>
/// <param name="Size">How many bytes it has.</param>
internal readonly record struct MboxMessage(ReadOnlyMemory<byte> Bytes, long Size);

/// <summary>Cuts an mbox of any size into its messages, of which it holds one at a time. Source: RFC 4155, and the variants that are about.</summary>
/// <remarks>
/// A line "From " begins a message when it is the first of all or follows an empty line, and goes on like an envelope: with a time of day, or with
/// the bare hyphen that Mozilla writes. So a sentence that begins with "From" is left where it is. Quoted lines (">From ") stay quoted, because whether they
/// were is not to be known.
/// </remarks>
internal sealed class MboxReader(Stream source, int maxMessageBytes)
{
    private const int ChunkBytes = 128 * 1024;
    private const int LongestEnvelope = 1_000;

    // What must stay of bytes that are dropped so that a mark that begins in them, and the empty line before it, are still found.
    private const int Tail = 16;

    private static readonly byte[] s_mark = [(byte)'\n', .. MailBytes.EnvelopeMark];

    private byte[] _buffer = new byte[ChunkBytes];
    private int _start;
    private int _end;
    private long _dropped;
    private bool _hasEnded;
    private bool _hasBegun;

    /// <summary>Whether there are several messages to tell apart; without it all is one, whatever its lines say.</summary>
    public bool Splits { get; set; } = true;

    /// <summary>Whether bytes begin like an mbox.</summary>
    public static bool IsMbox(ReadOnlySpan<byte> bytes) => bytes.StartsWith(MailBytes.EnvelopeMark);

    /// <summary>Whether the source begins like an mbox.</summary>
    public async ValueTask<bool> IsMboxAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        return IsMbox(_buffer.AsSpan(_start, _end - _start));
    }

    /// <summary>The next message, or <see langword="null"/> after the last.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async ValueTask<MboxMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        if (!await SkipEnvelopeAsync(cancellationToken))
        {
            return null;
        }

        var searched = _start;
        while (true)
        {
            var (mark, next) = FindMark(searched);
            if (mark >= 0)
            {
                return Take(mark + 1);
            }

            searched = next;
            if (_hasEnded)
            {
                return Take(_end);
            }

            searched -= MakeRoom(searched);
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        while (_end < LongestEnvelope && await FillAsync(cancellationToken))
        {
        }

        _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>Goes past the line before a message, if one is there.</summary>
    /// <returns>Whether anything is left.</returns>
    private async ValueTask<bool> SkipEnvelopeAsync(CancellationToken cancellationToken)
    {
        if (!_buffer.AsSpan(_start, _end - _start).StartsWith(MailBytes.EnvelopeMark))
        {
            return _end > _start || await FillAsync(cancellationToken);
        }

        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                _start += end + 1;
                return true;
            }

            if (_end - _start > LongestEnvelope)
            {
                // A line as long as that is no envelope whose end matters.
                _start = _end - 1;
            }

            if (!await FillAsync(cancellationToken))
            {
                _start = _end;
                return true;
            }
        }
    }

    /// <summary>Finds where the next message begins.</summary>
    /// <returns>The place of the line feed before it, or -1 and the place from which to search on when there is more.</returns>
    private (int Mark, int Next) FindMark(int from)
    {
        while (Splits)
        {
            var found = _buffer.AsSpan(from, _end - from).IndexOf(s_mark);
            if (found < 0)
            {
                return (-1, Math.Max(from, _end - s_mark.Length + 1));
            }

            var mark = from + found;
            var line = _buffer.AsSpan(mark + 1, Math.Min(LongestEnvelope, _end - mark - 1));
            var length = line.IndexOf((byte)'\n');
            if (length < 0 && line.Length < LongestEnvelope && !_hasEnded)
            {
                return (-1, mark);
            }

            if (FollowsEmptyLine(mark) && IsEnvelope(length < 0 ? line : line[..length]))
            {
                return (mark, mark);
            }

            from = mark + 1;
        }

        return (-1, _end);
    }

    private bool FollowsEmptyLine(int mark)
    {
        var before = _buffer.AsSpan(_start, mark - _start);
        before = before is [.. var rest, (byte)'\r'] ? rest : before;
        return before.IsEmpty || before[^1] == (byte)'\n';
    }

    private static bool IsEnvelope(ReadOnlySpan<byte> line)
    {
        line = line[MailBytes.EnvelopeMark.Length..].TrimEnd("\r "u8);
        if (line is [(byte)'-'])
        {
            return true;
        }

        for (var colon = line.IndexOf((byte)':'); colon >= 0; colon = Next(line, colon))
        {
            if (colon > 0 && colon + 2 < line.Length && IsDigit(line[colon - 1]) && IsDigit(line[colon + 1]) && IsDigit(line[colon + 2]))
            {
                return true;
            }
        }

        return false;

        static int Next(ReadOnlySpan<byte> line, int colon) => line[(colon + 1)..].IndexOf((byte)':') is >= 0 and var next ? colon + 1 + next : -1;

        static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
    }

    /// <summary>Takes the message that ends before <paramref name="end"/>, less the empty line that the format puts after it.</summary>
    private MboxMessage Take(int end)
    {
        var size = end - _start + _dropped;
        var message = _buffer.AsSpan(_start, end - _start);
        var ending = !Splits ? 0 : message.EndsWith("\r\n\r\n"u8) ? 2 : message.EndsWith("\n\n"u8) ? 1 : 0;
        var bytes = _buffer.AsMemory(_start, Math.Min(message.Length - ending, maxMessageBytes));
        _start = end;
        _dropped = 0;
        return new MboxMessage(bytes, size - ending);
    }

    /// <summary>Makes room for another chunk: by moving the message to the front, by growing, or by dropping what is beyond the limit.</summary>
    /// <returns>How far bytes that were searched have moved.</returns>
    private int MakeRoom(int searched)
    {
        var moved = 0;
        if (_end - _start > maxMessageBytes + ChunkBytes)
        {
            var keep = _start + maxMessageBytes;
            var tail = Math.Max(keep, Math.Min(searched, _end) - Tail);
            moved = tail - keep;
            _buffer.AsSpan(tail, _end - tail).CopyTo(_buffer.AsSpan(keep));
            _end -= moved;
            _dropped += moved;
        }

        if (_buffer.Length - _end >= ChunkBytes)
        {
            return moved;
        }

        if (_start >= ChunkBytes)
        {
            moved += _start;
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_buffer.Length - _end < ChunkBytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, Math.Max(_buffer.Length, (long)maxMessageBytes) + (4 * ChunkBytes)));
        }

        return moved;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
        {
            return false;
        }

        MakeRoom(_end);
        var read = await source.ReadAsync(_buffer.AsMemory(_end, Math.Min(ChunkBytes, _buffer.Length - _end)), cancellationToken);
        _end += read;
        _hasEnded = read == 0;
        return read > 0;
    }
}
