using WorkerGrains.Engines.Audio;

namespace WorkerGrains.Tests.Engines.Audio;

public sealed class WavFileTests
{
    private static readonly float[] s_samples = [0, 0.5f, -0.5f, 0.25f, -1, 0.125f];

    public static TheoryData<string> Formats => [.. Enum.GetNames<SampleFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_AnyFormat_GivesTheSamples(string format) => Assert.Equal(s_samples, Read(TestRecordings.Encode(s_samples, 16_000, Enum.Parse<SampleFormat>(format))));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_SeveralChannels_MixesThem(string format) =>
        Assert.Equal(s_samples, Read(TestRecordings.Encode(s_samples, 48_000, Enum.Parse<SampleFormat>(format), channels: 3)));

    [Fact]
    public void Read_ChannelsThatDiffer_GivesTheirMean()
    {
        // What is mono of 16 kHz may as well be read as stereo of 16 kHz, half as long.
        var file = TestRecordings.WithShort(TestRecordings.WithShort(TestRecordings.Encode([0.5f, 0.25f, -0.5f, 0.5f], 16_000), 22, 2), 32, 4);

        Assert.Equal([0.375f, 0], Read(file));
    }

    [Fact]
    public void Read_BeforeAndBehind_IsSilence()
    {
        Assert.True(WavFile.TryOpen(TestRecordings.Encode(s_samples, 16_000), out var file, out _));
        var mono = new float[10];
        mono.AsSpan().Fill(9);

        file.Read(-2, mono);
        Assert.Equal([0, 0, .. s_samples, 0, 0], mono);

        file.Read(4, mono);
        Assert.Equal([-1, 0.125f, 0, 0, 0, 0, 0, 0, 0, 0], mono);

        file.Read(-20, mono);
        Assert.Equal(new float[10], mono);
        file.Read(20, mono);
        Assert.Equal(new float[10], mono);
    }

    [Fact]
    public void TryOpen_OtherChunks_AreSkipped()
    {
        var plain = TestRecordings.Encode(s_samples, 16_000);
        byte[] file = [.. plain[..36], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. "RIFF"u8, 0, 0, 0, 0, .. plain[36..], .. "id3 "u8, 1, 0, 0, 0, 7, 0];

        Assert.Equal(s_samples, Read(TestRecordings.With(file, 4, (uint)file.Length - 8)));
    }

    [Fact]
    public void TryOpen_Extensible_IsRead()
    {
        var plain = TestRecordings.Encode(s_samples, 16_000);
        byte[] format = [0xFE, 0xFF, .. plain[22..36], 22, 0, 16, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        byte[] file = [.. plain[..16], (byte)format.Length, 0, 0, 0, .. format, .. plain[36..]];

        Assert.Equal(s_samples, Read(TestRecordings.With(file, 4, (uint)file.Length - 8)));
    }

    [Fact]
    public void TryOpen_LengthsThatAreNotKnown_ReadsToTheEnd()
    {
        // What ffmpeg writes to a pipe.
        var file = TestRecordings.With(TestRecordings.With(TestRecordings.Encode(s_samples, 16_000), 4, uint.MaxValue), 40, uint.MaxValue);

        Assert.Equal(s_samples, Read(file));
    }

    [Fact]
    public void TryOpen_NoSamples_IsEmpty() => Assert.Empty(Read(TestRecordings.Encode([], 16_000)));

    [Fact]
    public void TryOpen_CutAnywhere_SaysSo()
    {
        var file = TestRecordings.Encode(s_samples, 16_000);

        for (var length = 1; length < file.Length; length++)
        {
            Assert.Equal((length, AudioErrors.Truncated), (length, ReasonOf(file[..length])));
        }
    }

    [Fact]
    public void TryOpen_LiesAboutSizes_AreFound()
    {
        var file = TestRecordings.Encode(s_samples, 16_000);

        Assert.Equal(AudioErrors.Truncated, ReasonOf(TestRecordings.With(file, 4, int.MaxValue)));
        Assert.Equal(AudioErrors.Truncated, ReasonOf(TestRecordings.With(file, 4, uint.MaxValue - 1)));
        Assert.Equal(AudioErrors.Undecodable, ReasonOf(TestRecordings.With(file, 4, 0)));
        Assert.Equal(AudioErrors.Truncated, ReasonOf(TestRecordings.With(file, 16, 0x7FFFFFFF)));
        Assert.Equal(AudioErrors.Undecodable, ReasonOf(TestRecordings.With(file, 16, 4)));
        Assert.Equal(AudioErrors.Truncated, ReasonOf(TestRecordings.With(file, 40, 13)));
        Assert.Equal(AudioErrors.Truncated, ReasonOf(TestRecordings.With(file, 40, 11)));
        Assert.Equal(AudioErrors.Undecodable, ReasonOf(TestRecordings.WithShort(file, 22, 0)));
        Assert.Equal(AudioErrors.Undecodable, ReasonOf(TestRecordings.WithShort(file, 32, 3)));
        Assert.Equal(AudioErrors.Undecodable, ReasonOf(TestRecordings.WithShort(file, 22, ushort.MaxValue)));
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(20, 6)]
    [InlineData(20, 7)]
    [InlineData(20, 0x55)]
    [InlineData(20, 0xFFFE)]
    [InlineData(34, 12)]
    [InlineData(34, 0)]
    [InlineData(24, 7_999)]
    [InlineData(24, 48_001)]
    [InlineData(24, 0)]
    public void TryOpen_OtherEncoding_IsNamed(int at, ushort value) =>
        Assert.Equal(AudioErrors.UnsupportedFormat, ReasonOf(TestRecordings.WithShort(TestRecordings.Encode(s_samples, 16_000), at, value)));

    [Fact]
    public void TryOpen_ManyChannels_IsNamed() => Assert.Equal(AudioErrors.UnsupportedFormat, ReasonOf(TestRecordings.Encode(s_samples, 16_000, channels: 65)));

    [Fact]
    public void TryOpen_NoWav_SaysSo()
    {
        Assert.Equal(AudioErrors.Empty, ErrorOf([]));
        Assert.Equal(AudioErrors.NoWav, ErrorOf("ID3\u0003 and then an MP3"u8.ToArray()));
        Assert.Equal(AudioErrors.NoWav, ErrorOf("RIFF\u0010\0\0\0WEBPVP8 "u8.ToArray()));
        Assert.Equal(AudioErrors.NoWav, ErrorOf("<html></html>"u8.ToArray()));
        Assert.Equal(AudioErrors.Damaged, ErrorOf("RIFF\u0004\0\0\0WAVE"u8.ToArray()));
    }

    [Fact]
    public void TryOpen_SamplesBeforeTheirFormat_IsDamaged()
    {
        var plain = TestRecordings.Encode(s_samples, 16_000);

        Assert.Equal(AudioErrors.Damaged, ErrorOf([.. plain[..12], .. plain[36..], .. plain[12..36]]));
    }

    [Fact]
    public void TryOpen_AnyByteChanged_NeverThrows()
    {
        var file = TestRecordings.Encode(s_samples, 16_000);
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            byte[] changed = [.. file];
            for (var change = 0; change < 3; change++)
            {
                changed[random.Next(TestRecordings.HeaderLength)] = (byte)random.Next(256);
            }

            if (WavFile.TryOpen(changed, out var opened, out var error))
            {
                opened.Read(-1, new float[64]);
            }
            else
            {
                Assert.StartsWith("audio.", error.Reason, StringComparison.Ordinal);
            }
        }
    }

    private static float[] Read(byte[] bytes)
    {
        Assert.True(WavFile.TryOpen(bytes, out var file, out var error), error?.Message);
        var mono = new float[file.Frames];
        file.Read(0, mono);
        return mono;
    }

    private static string? ReasonOf(byte[] bytes) => ErrorOf(bytes).Reason;

    private static WorkerGrains.Contracts.Work.WorkError ErrorOf(byte[] bytes)
    {
        Assert.False(WavFile.TryOpen(bytes, out _, out var error));
        return error;
    }
}
