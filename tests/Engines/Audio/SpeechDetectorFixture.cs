using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Audio;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Audio;

/// <summary>A detector with the Silero VAD of the shared folder, loaded once.</summary>
public sealed class SpeechDetectorFixture : IDisposable
{
    private readonly StartedEngine<SpeechDetector> _detector = new(
        "silero-vad",
        static models => models.AddSilero(),
        static repository => Create(repository));

    /// <summary>The detector; skips the test when the shared folder is not there.</summary>
    internal SpeechDetector Detector => _detector.Engine;

    internal static SpeechDetector Create(ModelRepository repository, SpeechDetectorOptions? options = null) =>
        new(repository, Options.Create(options ?? new SpeechDetectorOptions()));

    public void Dispose() => _detector.Dispose();
}
