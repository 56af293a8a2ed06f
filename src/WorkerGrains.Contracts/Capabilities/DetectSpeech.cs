using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A recording in which speech is looked for.</summary>
public sealed record DetectSpeech
{
    /// <summary>A WAV file: integers of 8, 16, 24 or 32 bits or floats of 32 or 64, 8 to 48 kHz; several channels are mixed into one.</summary>
    [Description("A WAV file: integers of 8, 16, 24 or 32 bits or floats of 32 or 64, 8 to 48 kHz; several channels are mixed into one."), Body("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave")]
    public required ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>The probability from which a moment is speech, 0.01 to 1. Speech goes on until the probability is 0.15 below it.</summary>
    [Description("The probability from which a moment is speech. Speech goes on until the probability is 0.15 below it."), Range(0.01, 1.0)]
    public float Threshold { get; init; } = 0.5f;

    /// <summary>Shorter speech is left out, in milliseconds.</summary>
    [Description("Shorter speech is left out, in milliseconds."), Range(0, 60_000)]
    public int MinSpeechMs { get; init; } = 250;

    /// <summary>Shorter silence does not end speech, in milliseconds.</summary>
    [Description("Shorter silence does not end speech, in milliseconds."), Range(0, 60_000)]
    public int MinSilenceMs { get; init; } = 100;

    /// <summary>How much is added to speech before and after it, in milliseconds; where two meet, the silence between them is shared.</summary>
    [Description("How much is added to speech before and after it, in milliseconds; where two meet, the silence between them is shared."), Range(0, 10_000)]
    public int PaddingMs { get; init; } = 30;
}
