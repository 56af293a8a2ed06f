using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Audio;

/// <summary>What the chunk <c>fmt </c> of a WAV file says of its samples.</summary>
/// <param name="Sample">How a sample is written.</param>
/// <param name="Channels">How many samples there are at a time.</param>
/// <param name="Rate">How many times a second.</param>
/// <remarks>Source: Microsoft, Multiple Channel Audio Data and WAVE Files (WAVEFORMATEX and WAVEFORMATEXTENSIBLE).</remarks>
internal sealed record WavFormat(SampleFormat Sample, int Channels, int Rate)
{
    private const int MinRate = 8_000;
    private const int MaxRate = 48_000;
    private const int MaxChannels = 64;
    private const int MinLength = 16;
    private const int ExtensibleLength = 40;
    private const ushort Integers = 1;
    private const ushort Floats = 3;
    private const ushort Extensible = 0xFFFE;

    /// <summary>The bytes of the samples of all channels at one time.</summary>
    public int FrameLength => Channels * SampleLength;

    /// <summary>The bytes of one sample.</summary>
    public int SampleLength => Sample switch
    {
        SampleFormat.Unsigned8 => 1,
        SampleFormat.Signed16 => 2,
        SampleFormat.Signed24 => 3,
        SampleFormat.Float64 => 8,
        _ => 4,
    };

    // What follows the encoding in a sub-format: {0000xxxx-0000-0010-8000-00AA00389B71}.
    private static ReadOnlySpan<byte> SubFormat => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public static bool TryRead(ReadOnlySpan<byte> chunk, [NotNullWhen(true)] out WavFormat? format, [NotNullWhen(false)] out WorkError? error)
    {
        format = null;
        if (chunk.Length < MinLength)
        {
            error = AudioErrors.Damaged;
            return false;
        }

        var channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var frameLength = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (SampleOf(EncodingOf(chunk), bits) is not { } sample)
        {
            error = AudioErrors.OtherEncoding;
            return false;
        }

        error = channels == 0 || frameLength != channels * (bits / 8) ? AudioErrors.Damaged
            : channels > MaxChannels ? AudioErrors.ManyChannels
            : rate is < MinRate or > MaxRate ? AudioErrors.OtherRate
            : null;
        format = error is null ? new WavFormat(sample, channels, (int)rate) : null;
        return format is not null;
    }

    private static ushort EncodingOf(ReadOnlySpan<byte> chunk)
    {
        var encoding = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        return encoding != Extensible ? encoding
            : chunk.Length >= ExtensibleLength && chunk[26..40].SequenceEqual(SubFormat) ? BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..])
            : (ushort)0;
    }

    private static SampleFormat? SampleOf(ushort encoding, ushort bits) => (encoding, bits) switch
    {
        (Integers, 8) => SampleFormat.Unsigned8,
        (Integers, 16) => SampleFormat.Signed16,
        (Integers, 24) => SampleFormat.Signed24,
        (Integers, 32) => SampleFormat.Signed32,
        (Floats, 32) => SampleFormat.Float32,
        (Floats, 64) => SampleFormat.Float64,
        _ => null,
    };
}
