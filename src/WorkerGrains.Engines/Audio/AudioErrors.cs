using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Audio;

/// <summary>The failures of engines that hear: a closed list of reasons, and a sentence for each.</summary>
internal static class AudioErrors
{
    public const string Undecodable = "audio.undecodable";
    public const string UnsupportedFormat = "audio.unsupported_format";
    public const string Truncated = "audio.truncated";
    public const string TooLong = "audio.too_long";

    public static readonly WorkError Empty = Error(Undecodable, "The recording is empty. Send a WAV file.");

    public static readonly WorkError NoWav = Error(Undecodable, "The input is not a WAV file. Convert the recording to WAV.");

    public static readonly WorkError Damaged = Error(Undecodable, "The header of the WAV file is damaged. Save the recording anew and send that file.");

    public static readonly WorkError NotNumbers = Error(Undecodable, "The recording has samples that are not numbers. Save it anew and send that file.");

    public static readonly WorkError OtherEncoding = Error(UnsupportedFormat, "WAV files of this encoding are not read. Convert it to integers of 16 bits (PCM).");

    public static readonly WorkError OtherRate = Error(UnsupportedFormat, "Recordings of fewer than 8000 or more than 48000 samples a second are not read. Convert it to 16000.");

    public static readonly WorkError ManyChannels = Error(UnsupportedFormat, "Recordings with more than 64 channels are not read. Mix them into one.");

    public static readonly WorkError CutShort = Error(Truncated, "The WAV file is cut short: it says that it is longer. Send the whole file.");

    public static WorkError LongerThan(TimeSpan limit) => Error(
        TooLong, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The recording is longer than {limit.TotalSeconds:0.###} seconds, the most that are taken. Send it in parts."));

    private static WorkError Error(string reason, string message) => new(WorkErrorCode.InvalidInput, message) { Reason = reason };
}
