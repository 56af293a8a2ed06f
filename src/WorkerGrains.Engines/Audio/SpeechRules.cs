using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Audio;

/// <summary>What is taken for a stretch of speech, in samples.</summary>
/// <param name="Threshold">The probability from which speech begins.</param>
/// <param name="MinSpeech">Speech must be longer than this.</param>
/// <param name="MinSilence">Silence must be this long to end speech.</param>
/// <param name="Padding">What is added at either side.</param>
internal readonly record struct SpeechRules(float Threshold, double MinSpeech, double MinSilence, double Padding)
{
    private const float Hysteresis = 0.15f;
    private const float LeastThreshold = 0.01f;

    /// <summary>The probability below which speech may end.</summary>
    public float EndThreshold => Math.Max(Threshold - Hysteresis, LeastThreshold);

    public static SpeechRules Of(DetectSpeech request) => new(
        request.Threshold, Samples(request.MinSpeechMs), Samples(request.MinSilenceMs), Samples(request.PaddingMs));

    private static double Samples(int milliseconds) => SpeechModel.Rate * milliseconds / 1000.0;
}
