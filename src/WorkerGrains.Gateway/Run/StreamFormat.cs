using System.Buffers;
using System.Globalization;

namespace WorkerGrains.Gateway.Run;

/// <summary>How the events of a stream are written over HTTP.</summary>
internal abstract class StreamFormat
{
    private static readonly SearchValues<byte> s_lineBreaks = SearchValues.Create("\r\n"u8);

    public abstract string ContentType { get; }

    /// <summary>What is written while nothing happens, so that nobody on the way takes the connection for dead; empty where the format has no such thing.</summary>
    public virtual ReadOnlyMemory<byte> Heartbeat => default;

    public abstract void WriteItem(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> item);

    public abstract void WriteResult(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> output);

    public abstract void WriteError(IBufferWriter<byte> writer, long sequence, ReadOnlySpan<byte> problem);

    protected static void WriteNumber(IBufferWriter<byte> writer, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        writer.Write(digits[..length]);
    }

    /// <summary>Writes JSON on one line. Inside its texts line breaks are escaped, so one that is there stands between tokens, where a blank does as well.</summary>
    protected static void WriteLine(IBufferWriter<byte> writer, ReadOnlySpan<byte> json)
    {
        for (var end = json.IndexOfAny(s_lineBreaks); end >= 0; end = json.IndexOfAny(s_lineBreaks))
        {
            writer.Write(json[..end]);
            writer.Write(" "u8);
            json = json[(end + 1)..];
        }

        writer.Write(json);
    }
}
