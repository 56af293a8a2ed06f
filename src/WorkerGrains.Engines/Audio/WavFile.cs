using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Audio;

/// <summary>The samples of a WAV file that anybody may have made, in place: opening one copies nothing.</summary>
/// <remarks>Every size that the file says is checked against the bytes that are there. Source: IBM and Microsoft, Multimedia Programming Interface and Data Specifications 1.0 (RIFF, WAVE).</remarks>
internal sealed class WavFile
{
    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;

    // Programs that write to a pipe cannot go back to say how much it became.
    private const uint UnknownLength = uint.MaxValue;

    private readonly ReadOnlyMemory<byte> _samples;

    private WavFile(WavFormat format, ReadOnlyMemory<byte> samples)
    {
        _samples = samples;
        Format = format;
    }

    public WavFormat Format { get; }

    /// <summary>How many times there are samples.</summary>
    public int Frames => _samples.Length / Format.FrameLength;

    public static bool TryOpen(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out WavFile? file, [NotNullWhen(false)] out WorkError? error)
    {
        file = null;
        error = Inspect(bytes.Span, out var length);
        WavFormat? format = null;
        var rest = error is null ? bytes[HeaderLength..length] : default;
        while (error is null && TryTakeChunk(ref rest, out var name, out var content, out error))
        {
            if (name.SequenceEqual("fmt "u8))
            {
                WavFormat.TryRead(content.Span, out format, out error);
            }
            else if (name.SequenceEqual("data"u8))
            {
                error = format is null ? AudioErrors.Damaged : content.Length % format.FrameLength != 0 ? AudioErrors.CutShort : null;
                file = error is null ? new WavFile(format!, content) : null;
                return file is not null;
            }
        }

        return false;
    }

    /// <summary>Reads one number for each time, the mean of all channels: silence before the first and after the last.</summary>
    /// <param name="first">The first time; may be before the beginning.</param>
    /// <param name="mono">Where they go, loudest at 1.</param>
    public void Read(long first, Span<float> mono)
    {
        mono.Clear();
        var skipped = (int)Math.Clamp(-first, 0, mono.Length);
        var count = (int)Math.Clamp(Frames - Math.Max(first, 0), 0, mono.Length - skipped);
        if (count > 0)
        {
            Mix(_samples.Span.Slice((int)Math.Max(first, 0) * Format.FrameLength, count * Format.FrameLength), mono.Slice(skipped, count));
        }
    }

    /// <summary>Looks at the twelve bytes of the file's own header.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="length">How many of its bytes the header says belong to it.</param>
    private static WorkError? Inspect(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.IsEmpty)
        {
            return AudioErrors.Empty;
        }

        var seen = Math.Min(bytes.Length, 4);
        if (!bytes[..seen].SequenceEqual("RIFF"u8[..seen]) || (bytes.Length >= HeaderLength && !bytes[8..HeaderLength].SequenceEqual("WAVE"u8)))
        {
            return AudioErrors.NoWav;
        }

        if (bytes.Length < HeaderLength)
        {
            return AudioErrors.CutShort;
        }

        var said = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        length = said == UnknownLength ? bytes.Length : (int)Math.Min(bytes.Length, said + 8L);
        return said != UnknownLength && said + 8L > bytes.Length ? AudioErrors.CutShort
            : length < HeaderLength ? AudioErrors.Damaged
            : null;
    }

    private static bool TryTakeChunk(
        ref ReadOnlyMemory<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> content, [NotNullWhen(false)] out WorkError? error)
    {
        name = default;
        content = default;
        error = null;
        if (rest.Length < ChunkHeaderLength)
        {
            // All chunks are read, and none had samples.
            error = rest.IsEmpty ? AudioErrors.Damaged : AudioErrors.CutShort;
            return false;
        }

        var said = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[4..]);
        var length = said == UnknownLength ? rest.Length - ChunkHeaderLength : (long)said;
        if (length > rest.Length - ChunkHeaderLength)
        {
            error = AudioErrors.CutShort;
            return false;
        }

        name = rest.Span[..4];
        content = rest.Slice(ChunkHeaderLength, (int)length);

        // Chunks begin at even places.
        rest = rest[(int)Math.Min(rest.Length, ChunkHeaderLength + length + (length & 1))..];
        return true;
    }

    private void Mix(ReadOnlySpan<byte> samples, Span<float> mono)
    {
        if (Format is { Sample: SampleFormat.Signed16, Channels: 1 })
        {
            for (var i = 0; i < mono.Length; i++)
            {
                mono[i] = BinaryPrimitives.ReadInt16LittleEndian(samples[(2 * i)..]) / 32768f;
            }

            return;
        }

        var length = Format.SampleLength;
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0f;
            for (var channel = 0; channel < Format.Channels; channel++)
            {
                sum += ReadSample(samples[(((i * Format.Channels) + channel) * length)..]);
            }

            mono[i] = sum / Format.Channels;
        }
    }

    private float ReadSample(ReadOnlySpan<byte> bytes) => Format.Sample switch
    {
        SampleFormat.Unsigned8 => (bytes[0] - 128) / 128f,
        SampleFormat.Signed16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        SampleFormat.Signed24 => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2147483648f,
        SampleFormat.Signed32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
        SampleFormat.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
