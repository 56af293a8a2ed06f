using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Where a recording has speech.</summary>
public sealed record DetectedSpeech
{
    /// <summary>The length of the recording, in seconds.</summary>
    [Description("The length of the recording, in seconds."), Range(0.0, double.MaxValue)]
    public required double Duration { get; init; }

    /// <summary>The stretches of speech, in order; none overlap.</summary>
    [Description("The stretches of speech, in order; none overlap.")]
    public required IReadOnlyList<SpeechSegment> Segments { get; init; }
}
