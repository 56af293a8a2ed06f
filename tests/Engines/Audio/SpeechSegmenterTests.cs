using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Audio;

namespace WorkerGrains.Tests.Engines.Audio;

/// <summary>What Silero's own code makes of probabilities; a chunk is 32 ms.</summary>
public sealed class SpeechSegmenterTests
{
    private static readonly SpeechRules s_rules = SpeechRules.Of(new DetectSpeech { Audio = default, MinSpeechMs = 64, MinSilenceMs = 64, PaddingMs = 0 });

    [Fact]
    public void Run_SpeechBetweenSilence_SaysWhereAndHowSure()
    {
        var segment = Assert.Single(Run([.. Chunks(0.1f, 4), .. Chunks(0.9f, 5), .. Chunks(0.1f, 4)]));

        Assert.Equal((0.128, 0.288), (segment.Start, segment.End));
        Assert.Equal(0.9f, segment.Confidence, 1e-6f);
    }

    [Fact]
    public void Run_Nothing_FindsNothing()
    {
        Assert.Empty(Run([]));
        Assert.Empty(Run(Chunks(0.49f, 50)));
    }

    [Fact]
    public void Run_SpeechAtTheEnd_EndsWithTheRecording()
    {
        var segment = Assert.Single(SpeechSegmenter.Run([0, 0, 1, 1, 1, 1], (6 * 512) - 100, s_rules));

        Assert.Equal((2 * 0.032, ((6 * 512) - 100) / 16_000.0), (segment.Start, segment.End));
    }

    [Fact]
    public void Run_ShortSpeech_IsLeftOut() => Assert.Empty(Run([0, 1, 1, 0, 0, 0, 0]));

    [Fact]
    public void Run_ShortSilence_DoesNotEndSpeech()
    {
        Assert.Single(Run([1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0]));
        Assert.Equal(2, Run([1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0]).Count);
    }

    [Fact]
    public void Run_JustBelowTheThreshold_NeitherBeginsNorEndsSpeech()
    {
        Assert.Single(Run([1, 1, 1, .. Chunks(0.4f, 20), 1, 0, 0, 0]));
        Assert.Empty(Run(Chunks(0.4f, 20)));
    }

    [Fact]
    public void Run_Padding_IsAddedWithinTheRecordingAndSharedBetweenNeighbours()
    {
        var rules = SpeechRules.Of(new DetectSpeech { Audio = default, MinSpeechMs = 64, MinSilenceMs = 64, PaddingMs = 50 });
        float[] probabilities = [0, .. Chunks(1, 4), 0, 0, 0, .. Chunks(1, 4), .. Chunks(0, 20)];

        var segments = SpeechSegmenter.Run(probabilities, probabilities.Length * 512, rules);

        // The silence is 96 ms: 48 for each, and not 50. Before the first there are only 32.
        Assert.Equal([0, 0.208], segments.Select(static segment => segment.Start));
        Assert.Equal([0.208, 0.434], segments.Select(static segment => segment.End));
    }

    private static IReadOnlyList<SpeechSegment> Run(float[] probabilities) => SpeechSegmenter.Run(probabilities, probabilities.Length * 512, s_rules);

    private static float[] Chunks(float probability, int count) => [.. Enumerable.Repeat(probability, count)];
}
