using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Audio;

/// <summary>Makes stretches of speech of a probability for each chunk of a recording.</summary>
/// <remarks>Source: snakers4/silero-vad, <c>src/silero_vad/utils_vad.py</c>, <c>get_speech_timestamps</c>, without a longest stretch.</remarks>
internal static class SpeechSegmenter
{
    /// <param name="probabilities">The probability of speech in each chunk.</param>
    /// <param name="length">The length of the recording, in samples.</param>
    /// <param name="rules">What is taken for a stretch.</param>
    public static IReadOnlyList<SpeechSegment> Run(ReadOnlySpan<float> probabilities, int length, SpeechRules rules)
    {
        var found = Find(probabilities, length, rules);
        var padded = Pad(found, length, rules);
        var segments = new SpeechSegment[found.Count];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = new SpeechSegment
            {
                Start = padded[i].Start / (double)SpeechModel.Rate,
                End = padded[i].End / (double)SpeechModel.Rate,
                Confidence = Mean(probabilities, found[i]),
            };
        }

        return segments;
    }

    private static List<Stretch> Find(ReadOnlySpan<float> probabilities, int length, SpeechRules rules)
    {
        var found = new List<Stretch>();
        int? start = null;
        int? silence = null;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var at = i * SpeechModel.ChunkLength;
            if (probabilities[i] >= rules.Threshold)
            {
                silence = null;
                start ??= at;
            }
            else if (probabilities[i] < rules.EndThreshold && start is { } begun)
            {
                silence ??= at;
                if (at - silence.Value >= rules.MinSilence)
                {
                    AddIfLongEnough(new Stretch(begun, silence.Value));
                    (start, silence) = (null, null);
                }
            }
        }

        if (start is { } last)
        {
            AddIfLongEnough(new Stretch(last, length));
        }

        return found;

        void AddIfLongEnough(Stretch stretch)
        {
            if (stretch.End - stretch.Start > rules.MinSpeech)
            {
                found.Add(stretch);
            }
        }
    }

    private static Stretch[] Pad(List<Stretch> found, int length, SpeechRules rules)
    {
        Stretch[] padded = [.. found];
        for (var i = 0; i < padded.Length; i++)
        {
            // Silence that is too short for the padding of both is shared.
            var before = i == 0 ? rules.Padding : Math.Min(rules.Padding, (found[i].Start - found[i - 1].End) / 2);
            var after = i == padded.Length - 1 ? rules.Padding : Math.Min(rules.Padding, (found[i + 1].Start - found[i].End) / 2);
            padded[i] = new Stretch((int)Math.Max(0, found[i].Start - before), (int)Math.Min(length, found[i].End + after));
        }

        return padded;
    }

    private static float Mean(ReadOnlySpan<float> probabilities, Stretch stretch)
    {
        var chunks = probabilities[(stretch.Start / SpeechModel.ChunkLength)..((stretch.End + SpeechModel.ChunkLength - 1) / SpeechModel.ChunkLength)];
        var sum = 0.0;
        foreach (var probability in chunks)
        {
            sum += probability;
        }

        return (float)(sum / chunks.Length);
    }

    private readonly record struct Stretch(int Start, int End);
}
