using WorkerGrains.Engines.Audio;

namespace WorkerGrains.Tests.Engines.Audio;

public sealed class ResamplerTests
{
    private const int Rate = 16_000;

    // Where the tone begins and ends there is silence beside it.
    private const int Edge = 200;

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(22_050)]
    [InlineData(24_000)]
    [InlineData(32_000)]
    [InlineData(44_100)]
    [InlineData(44_101)]
    [InlineData(47_999)]
    [InlineData(48_000)]
    public void TryRead_ToneThatBothRatesHold_IsTheSameTone(int from)
    {
        var resampled = Resample(TestRecordings.Tone(1_000, from, 0.5), from);
        var expected = TestRecordings.Tone(1_000, Rate, 0.5);

        Assert.InRange(resampled.Length, expected.Length - 1, expected.Length + 1);
        Assert.All(Enumerable.Range(Edge, expected.Length - (2 * Edge)), i => Assert.Equal(expected[i], resampled[i], 0.005f));
    }

    [Theory]
    [InlineData(24_000, 10_000)]
    [InlineData(44_100, 12_000)]
    [InlineData(48_000, 20_000)]
    public void TryRead_ToneThatIsTooHigh_IsGone(int from, double frequency)
    {
        var resampled = Resample(TestRecordings.Tone(frequency, from, 0.5), from);

        Assert.True(resampled[Edge..^Edge].Max(Math.Abs) < 0.01);
    }

    [Fact]
    public void TryRead_SameRate_ChangesNothing()
    {
        var tone = TestRecordings.Tone(440, Rate, 1.1);

        Assert.Equal(tone.Select(static sample => MathF.Round(sample * 32768)), Resample(tone, Rate).Select(static sample => sample * 32768));
    }

    [Fact]
    public void TryRead_ConstantLevel_StaysThere() => Assert.All(
        Resample([.. Enumerable.Repeat(0.25f, 44_100)], 44_100)[Edge..^Edge], static sample => Assert.Equal(0.25f, sample, 0.001f));

    [Fact]
    public void TryRead_LouderThanAllowed_IsCutOff() =>
        Assert.Equal([1, -1], Resample([2, -3], Rate, SampleFormat.Float32).Select(static sample => MathF.Round(sample, 3)));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void TryRead_NoNumber_SaysSo(float sample)
    {
        Assert.True(WavFile.TryOpen(TestRecordings.Encode([0, sample, 0], 44_100, SampleFormat.Float32), out var file, out _));
        var resampler = new Resampler(44_100, Rate);

        Assert.False(resampler.TryRead(file, new short[resampler.LengthOf(file.Frames)], TestContext.Current.CancellationToken));
    }

    private static float[] Resample(float[] samples, int from, SampleFormat format = SampleFormat.Signed16)
    {
        Assert.True(WavFile.TryOpen(TestRecordings.Encode(samples, from, format), out var file, out _));
        var resampler = new Resampler(from, Rate);
        var resampled = new short[resampler.LengthOf(file.Frames)];
        Assert.True(resampler.TryRead(file, resampled, TestContext.Current.CancellationToken));
        return [.. resampled.Select(static sample => sample / 32768f)];
    }
}
