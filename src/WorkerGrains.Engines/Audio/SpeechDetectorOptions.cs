using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Audio;

/// <summary>Which model hears speech, and in what. Configuration section <c>Engines:audio.detect_speech</c>.</summary>
public sealed class SpeechDetectorOptions
{
    /// <summary>The model's name in the model repository.</summary>
    [Required]
    public string Model { get; set; } = "audio-detect-speech";

    /// <summary>The longest recording. While it waits, a minute takes 2 MB of memory; while it runs, those beside it in its batch wait for it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(30);
}

[OptionsValidator]
internal sealed partial class SpeechDetectorOptionsValidator : IValidateOptions<SpeechDetectorOptions>;
