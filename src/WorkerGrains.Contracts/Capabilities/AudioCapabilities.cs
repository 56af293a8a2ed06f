using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on recordings.</summary>
public static class AudioCapabilities
{
    /// <summary>Says where a recording has speech.</summary>
    public static readonly Capability<DetectSpeech, DetectedSpeech> DetectSpeech = new("audio.detect_speech", "1.0.0")
    {
        Summary = "Says where a recording has speech.",
        Tags = ["audio", "speech", "detection"],
        Errors =
        [
            new("audio.undecodable", WorkErrorCode.InvalidInput, "The input is no WAV file, or a damaged one. Save it anew and send that file."),
            new("audio.unsupported_format", WorkErrorCode.InvalidInput, "WAV files of this encoding, rate or number of channels are not read. Convert it to 16 bits and 16 kHz."),
            new("audio.truncated", WorkErrorCode.InvalidInput, "The file is shorter than it says. Send the whole file."),
            new("audio.too_long", WorkErrorCode.InvalidInput, "The recording is longer than is taken. Send it in parts."),
        ],
        DefaultDeadline = TimeSpan.FromMinutes(2),
        MaxInputBytes = 64 * 1024 * 1024,
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(10)),
    };
}
