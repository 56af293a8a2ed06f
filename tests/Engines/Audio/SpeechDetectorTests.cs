using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Audio;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Audio;

public sealed class SpeechDetectorTests(SpeechDetectorFixture fixture) : IClassFixture<SpeechDetectorFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Silero.Plain)]
    [InlineData(Silero.WithBranches)]
    public async Task Run_SixtySeconds_HearsSpeechInTheChunksThatSilerosOwnCodeDoes(string file)
    {
        using var models = new TemporaryModels().AddSilero(file);
        using var repository = models.Open();
        var load = await repository.LoadAsync("audio-detect-speech", Cancellation);
        Assert.True(SpeechModel.TryCreate(load.Model!, out var model, out _));
        using (model)
        {
            var probabilities = Assert.Single(model.Run([Shorts(TestRecordings.Speech())], Cancellation));

            Assert.Equal((1875, 1452), (probabilities.Length, probabilities.Count(static probability => probability >= 0.5f)));
            Assert.InRange(Assert.Single(model.Run([new short[16_000]], Cancellation))[^1], 0, 0.01);
        }
    }

    [Fact]
    public async Task RunAsync_SixtySeconds_FindsTheStretchesOfSpeech()
    {
        var found = await DetectAsync(await File.ReadAllBytesAsync(TestRecordings.SpeechPath, Cancellation));

        Assert.Equal(60, found.Duration, 0.001);
        Assert.InRange(found.Segments.Count, 10, 40);
        Assert.InRange(found.Segments.Sum(static segment => segment.End - segment.Start), 44, 54);
        Assert.All(found.Segments, static segment => Assert.InRange(segment.Confidence, 0.5, 1));
        Assert.All(found.Segments.Zip(found.Segments.Skip(1)), static pair => Assert.True(pair.First.Start < pair.First.End && pair.First.End <= pair.Second.Start));
    }

    [Theory]
    [InlineData(nameof(SampleFormat.Unsigned8), 1)]
    [InlineData(nameof(SampleFormat.Signed16), 2)]
    [InlineData(nameof(SampleFormat.Signed24), 2)]
    [InlineData(nameof(SampleFormat.Signed32), 1)]
    [InlineData(nameof(SampleFormat.Float32), 6)]
    [InlineData(nameof(SampleFormat.Float64), 1)]
    public async Task RunAsync_SameSpeechInAnotherFormat_IsFoundInTheSamePlaces(string format, int channels)
    {
        var speech = TestRecordings.Speech()[..(20 * 16_000)];
        var expected = await DetectAsync(TestRecordings.Encode(speech, 16_000));

        AssertClose(expected, await DetectAsync(TestRecordings.Encode(speech, 16_000, Enum.Parse<SampleFormat>(format), channels)), format == nameof(SampleFormat.Unsigned8) ? 0.13 : 0.001);
    }

    [Fact]
    public async Task RunAsync_SameSpeechAtAnotherRate_IsFoundInTheSamePlaces()
    {
        var speech = TestRecordings.Speech()[..(20 * 16_000)];
        var expected = await DetectAsync(TestRecordings.Encode(speech, 16_000));

        // Each sample three times, the steps smoothed: what is above 8 kHz in it must not come through.
        float[] faster = [.. Enumerable.Range(0, (speech.Length - 1) * 3).Select(i => speech[i / 3] + ((speech[(i / 3) + 1] - speech[i / 3]) * (i % 3) / 3))];

        AssertClose(expected, await DetectAsync(TestRecordings.Encode(faster, 48_000, SampleFormat.Signed24, channels: 2)), 0.1);
    }

    [Fact]
    public async Task RunAsync_Silence_HasNone()
    {
        var found = await DetectAsync(TestRecordings.Encode(new float[32_000], 16_000));

        Assert.Equal(2, found.Duration);
        Assert.Empty(found.Segments);
    }

    [Fact]
    public async Task RunAsync_NoSamples_HasNone() => Assert.Equal((0, 0), await DetectAsync(TestRecordings.Encode([], 16_000)) is var found ? (found.Duration, found.Segments.Count) : default);

    [Fact]
    public async Task RunAsync_Tone_IsNotSpeech() => Assert.Empty((await DetectAsync(TestRecordings.Encode(TestRecordings.Tone(440, 16_000, 5), 16_000))).Segments);

    [Fact]
    public async Task RunAsync_Rules_ChangeWhatIsFound()
    {
        var file = TestRecordings.Encode(TestRecordings.Speech().AsSpan(0, 20 * 16_000), 16_000);
        var usual = await DetectAsync(file);

        var fewer = await DetectAsync(file, static request => request with { MinSilenceMs = 2_000 });
        var longer = await DetectAsync(file, static request => request with { MinSpeechMs = 2_000 });
        var tight = await DetectAsync(file, static request => request with { PaddingMs = 0 });

        Assert.True(fewer.Segments.Count < usual.Segments.Count);
        Assert.All(longer.Segments, static segment => Assert.True(segment.End - segment.Start > 2));
        Assert.Equal(usual.Segments.Count, tight.Segments.Count);
        Assert.Equal(0.03, tight.Segments[1].Start - usual.Segments[1].Start, 0.0005);
    }

    [Theory]
    [InlineData("audio.undecodable")]
    [InlineData("audio.unsupported_format")]
    [InlineData("audio.truncated")]
    [InlineData("audio.too_long")]
    public void Prepare_BadRecording_IsRefusedWithItsCode(string expected)
    {
        var file = TestRecordings.Encode(new float[160], 8_000, SampleFormat.Float32);
        byte[] bad = expected switch
        {
            "audio.undecodable" => TestRecordings.With(file, 100, 0x7FC00000),
            "audio.unsupported_format" => TestRecordings.WithShort(file, 20, 0x55),
            "audio.truncated" => file[..^1],
            _ => TestRecordings.Encode(new float[(30 * 60 * 8_000) + 1], 8_000, SampleFormat.Unsigned8),
        };

        var outcome = fixture.Detector.Prepare(new DetectSpeech { Audio = bad }, Cancellation);

        Assert.Equal((WorkErrorCode.InvalidInput, expected), (outcome.Error!.Code, outcome.Error.Reason));
        Assert.Contains(AudioCapabilities.DetectSpeech.Errors, error => error.Code == expected);
    }

    [Fact]
    public async Task Prepare_BadRecording_LetsGoOfTheModel()
    {
        using var models = new TemporaryModels().AddSilero();
        using var repository = models.Open();
        var detector = SpeechDetectorFixture.Create(repository);
        await detector.StartAsync(Cancellation);
        var model = (await repository.LoadAsync("audio-detect-speech", Cancellation)).Model!;

        var refused = detector.Prepare(new DetectSpeech { Audio = TestRecordings.Encode([0, float.NaN], 16_000, SampleFormat.Float32) }, Cancellation);
        var prepared = detector.Prepare(new DetectSpeech { Audio = TestRecordings.Encode([0, 0], 16_000) }, Cancellation);

        Assert.False(refused.IsSuccess);
        Assert.Equal(1, model.Users);
        prepared.Value!.Dispose();
        Assert.Equal(0, model.Users);
    }

    [Fact]
    public void Prepare_Canceled_Throws() => Assert.Throws<OperationCanceledException>(
        () => fixture.Detector.Prepare(new DetectSpeech { Audio = TestRecordings.Encode(new float[10], 16_000) }, new CancellationToken(canceled: true)));

    [Fact]
    public async Task StartAsync_NotInstalled_SaysSo()
    {
        using var models = new TemporaryModels();

        Assert.Equal("The model 'audio-detect-speech' is not installed.", (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_OtherModel_SaysSo()
    {
        using var models = new TemporaryModels().AddTiny("audio-detect-speech", "1", "mul2_f32.onnx");

        Assert.Equal("The model 'audio-detect-speech' does not hear speech the way that Silero VAD does.", (await StartAsync(models)).Reason);
    }

    private static short[] Shorts(float[] samples) => [.. samples.Select(static sample => (short)(sample * 32768))];

    private static void AssertClose(DetectedSpeech expected, DetectedSpeech found, double tolerance)
    {
        Assert.Equal(expected.Segments.Count, found.Segments.Count);
        Assert.All(expected.Segments.Zip(found.Segments), pair =>
        {
            Assert.Equal(pair.First.Start, pair.Second.Start, tolerance);
            Assert.Equal(pair.First.End, pair.Second.End, tolerance);
        });
    }

    private static async Task<Readiness> StartAsync(TemporaryModels models)
    {
        using var repository = models.Open();
        var detector = SpeechDetectorFixture.Create(repository);
        return await detector.StartAsync(Cancellation);
    }

    private async Task<DetectedSpeech> DetectAsync(byte[] file, Func<DetectSpeech, DetectSpeech>? change = null)
    {
        var request = new DetectSpeech { Audio = file };
        var prepared = fixture.Detector.Prepare(change?.Invoke(request) ?? request, Cancellation);
        Assert.True(prepared.IsSuccess, prepared.Error?.Message);
        using var recording = prepared.Value;
        var outcome = Assert.Single(await fixture.Detector.RunAsync([recording], Cancellation));
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(AudioCapabilities.DetectSpeech, outcome.Value);
        return outcome.Value;
    }
}
