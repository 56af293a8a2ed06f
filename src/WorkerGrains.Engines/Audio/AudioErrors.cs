using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Audio;

/// <summary>The failures of engines that hear: a closed list of reasons, and a sentence for each.</summary>
internal static class AudioErrors
{
    public const string Undecodable = "audio.undecodable";
    public const string UnsupportedFormat = "audio.unsupported_format";
    public const string Truncated = "audio.truncated";
    public const string TooLong = "audio.too_long";

    public static readonly WorkError Empty = WorkError.InvalidInput(Undecodable, "The recording is empty. Send a WAV file.");

    public static readonly WorkError NoWav = WorkError.InvalidInput(Undecodable, "The input is not a WAV file. Convert the recording to WAV.");

    public static readonly WorkError Damaged = WorkError.InvalidInput(Undecodable, "The header of the WAV file is damaged. Save the recording anew and send that file.");

    public static readonly WorkError NotNumbers = WorkError.InvalidInput(Undecodable, "The recording has samples that are not numbers. Save it anew and send that file.");

    public static readonly WorkError OtherEncoding = WorkError.InvalidInput(UnsupportedFormat, "WAV files of this encoding are not read. Convert it to integers of 16 bits (PCM).");

    public static readonly WorkError OtherRate = WorkError.InvalidInput(UnsupportedFormat, "Recordings of fewer than 8000 or more than 48000 samples a second are not read. Convert it to 16000.");

    public static readonly WorkError ManyChannels = WorkError.InvalidInput(UnsupportedFormat, "Recordings with more than 64 channels are not read. Mix them into one.");

    public static readonly WorkError CutShort = WorkError.InvalidInput(Truncated, "The WAV file is cut short: it says that it is longer. Send the whole file.");

    public static WorkError LongerThan(TimeSpan limit) => WorkError.InvalidInput(
        TooLong, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The recording is longer than {limit.TotalSeconds:0.###} seconds, the most that are taken. Send it in parts."));
}
