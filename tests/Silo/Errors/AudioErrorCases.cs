using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tests.Engines.Audio;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What recordings are refused for.</summary>
internal static class AudioErrorCases
{
    // Where the format chunk of the recording has its encoding, and what stands there for MP3 in a WAV file.
    private const int EncodingAt = 20;
    private const ushort Mp3 = 0x55;

    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        Of("audio.undecodable", static recording => recording[TestRecordings.HeaderLength..]),
        Of("audio.unsupported_format", static recording => TestRecordings.WithShort(recording, EncodingAt, Mp3)),
        Of("audio.truncated", static recording => recording[..^1]),
        Of("audio.too_long", static recording => recording),
    ];

    /// <summary>A minute of speech, and what became of it.</summary>
    private static ErrorCase Of(string code, Func<byte[], byte[]> change) =>
        new(AudioCapabilities.DetectSpeech, code, () => GatewayAnswer.Raw(change(File.ReadAllBytes(TestRecordings.SpeechPath)), "audio/wav")) { Models = "silero-vad" };
}
