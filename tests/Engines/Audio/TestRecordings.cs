using System.Buffers.Binary;
using WorkerGrains.Engines.Audio;

namespace WorkerGrains.Tests.Engines.Audio;

/// <summary>Makes WAV files, and those that programs make only by mistake.</summary>
internal static class TestRecordings
{
    public const int HeaderLength = 44;

    /// <summary>A file with the same samples in every channel.</summary>
    public static byte[] Encode(ReadOnlySpan<float> samples, int rate, SampleFormat format = SampleFormat.Signed16, int channels = 1)
    {
        var length = new WavFormat(format, channels, rate).SampleLength;
        var file = new byte[HeaderLength + (samples.Length * channels * length)];
        WriteHeader(file, format is SampleFormat.Float32 or SampleFormat.Float64 ? 3 : 1, channels, rate, length);
        var at = HeaderLength;
        foreach (var sample in samples)
        {
            for (var channel = 0; channel < channels; channel++, at += length)
            {
                WriteSample(file.AsSpan(at), sample, format);
            }
        }

        return file;
    }

    public static float[] Tone(double frequency, int rate, double seconds) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * frequency * i / rate)))];

    /// <summary>The header with its sizes, for 16 bits.</summary>
    public static byte[] With(byte[] file, int at, uint value)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), value);
        return changed;
    }

    public static byte[] WithShort(byte[] file, int at, ushort value)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(at), value);
        return changed;
    }

    /// <summary>The sixty seconds of speech of the shared folder, 16 kHz.</summary>
    public static float[] Speech()
    {
        Assert.True(WavFile.TryOpen(File.ReadAllBytes(SpeechPath), out var file, out _));
        var samples = new float[file.Frames];
        file.Read(0, samples);
        return samples;
    }

    public static string SpeechPath => SharedFiles.PathOrSkip("data", "audio", "speech_16k.wav");

    private static void WriteHeader(Span<byte> file, int encoding, int channels, int rate, int sampleLength)
    {
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(file[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(file[20..], (short)encoding);
        BinaryPrimitives.WriteInt16LittleEndian(file[22..], (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(file[28..], rate * channels * sampleLength);
        BinaryPrimitives.WriteInt16LittleEndian(file[32..], (short)(channels * sampleLength));
        BinaryPrimitives.WriteInt16LittleEndian(file[34..], (short)(8 * sampleLength));
        "data"u8.CopyTo(file[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[40..], file.Length - HeaderLength);
    }

    private static void WriteSample(Span<byte> bytes, float sample, SampleFormat format)
    {
        switch (format)
        {
            case SampleFormat.Unsigned8:
                bytes[0] = (byte)Math.Clamp(Math.Round((sample * 128) + 128), 0, 255);
                break;
            case SampleFormat.Signed16:
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)Math.Clamp(Math.Round(sample * 32768), short.MinValue, short.MaxValue));
                break;
            case SampleFormat.Signed24:
                var value = (int)Math.Clamp(Math.Round(sample * 8388608), -8388608, 8388607);
                (bytes[0], bytes[1], bytes[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
                break;
            case SampleFormat.Signed32:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Math.Clamp(Math.Round(sample * 2147483648d), int.MinValue, int.MaxValue));
                break;
            case SampleFormat.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, sample);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, sample);
                break;
        }
    }
}
