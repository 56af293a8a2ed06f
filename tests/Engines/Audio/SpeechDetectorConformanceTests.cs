using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Audio;

namespace WorkerGrains.Tests.Engines.Audio;

public sealed class SpeechDetectorConformanceTests(SpeechDetectorFixture fixture) : EngineConformance, IClassFixture<SpeechDetectorFixture>
{
    private const int Second = 16_000;

    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<Recording, DetectedSpeech>
    {
        Engine = fixture.Detector,
        Inputs = [() => Prepare(0, 8), () => Prepare(10, 3), () => Prepare(30, 5), () => Prepare(0, 0), () => Prepare(20, 1)],
        BadInput = () => PrepareAndDispose(0, 1),
        Lanes = 2,
        Same = static (one, other) => one.Duration == other.Duration && one.Segments.Count == other.Segments.Count && one.Segments.Zip(other.Segments).All(static pair =>
            Math.Abs(pair.First.Start - pair.Second.Start) < 1e-6
            && Math.Abs(pair.First.End - pair.Second.End) < 1e-6
            && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-4),
    });

    private Recording PrepareAndDispose(int from, int seconds)
    {
        var recording = Prepare(from, seconds);
        recording.Dispose();
        return recording;
    }

    private Recording Prepare(int from, int seconds) => fixture.Detector.Prepare(
        new DetectSpeech { Audio = TestRecordings.Encode(TestRecordings.Speech().AsSpan(from * Second, seconds * Second), Second) }, TestContext.Current.CancellationToken).Value!;
}
