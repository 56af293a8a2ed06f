using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Audio;

namespace WorkerGrains.Tests.Engines.Audio;

public sealed class SpeechDetectorConformanceTests(SpeechDetectorFixture fixture) : EngineConformance, IClassFixture<SpeechDetectorFixture>
{
    private const int Second = 16_000;

    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<Recording, DetectedSpeech>
    {
        Engine = fixture.Detector,
        Inputs = [static () => Prepare(0, 8), static () => Prepare(10, 3), static () => Prepare(30, 5), static () => Prepare(0, 0), static () => Prepare(20, 1)],
        BadInput = static () => PrepareAndDispose(0, 1),
        Lanes = 2,
        Same = static (one, other) => one.Duration == other.Duration && one.Segments.Count == other.Segments.Count && one.Segments.Zip(other.Segments).All(static pair =>
            Math.Abs(pair.First.Start - pair.Second.Start) < 1e-6
            && Math.Abs(pair.First.End - pair.Second.End) < 1e-6
            && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-4),
    });

    private static Recording PrepareAndDispose(int from, int seconds)
    {
        var recording = Prepare(from, seconds);
        recording.Dispose();
        return recording;
    }

    private static Recording Prepare(int from, int seconds)
    {
        var recording = new Recording(seconds * Second, new DetectSpeech { Audio = default });
        var speech = TestRecordings.Speech().AsSpan(from * Second, seconds * Second);
        for (var i = 0; i < speech.Length; i++)
        {
            recording.Samples.Span[i] = (short)(speech[i] * 32768);
        }

        return recording;
    }
}
