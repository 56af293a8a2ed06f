using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Audio;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Audio;

/// <summary>A detector with the Silero VAD of the shared folder, loaded once.</summary>
public sealed class SpeechDetectorFixture : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly Lazy<SpeechDetector> _detector;
    private ModelRepository? _repository;

    public SpeechDetectorFixture() => _detector = new Lazy<SpeechDetector>(Start);

    /// <summary>The detector; skips the test when the shared folder is not there.</summary>
    internal SpeechDetector Detector
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", "silero-vad");
            return _detector.Value;
        }
    }

    internal static SpeechDetector Create(ModelRepository repository, SpeechDetectorOptions? options = null) =>
        new(repository, Options.Create(options ?? new SpeechDetectorOptions()));

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }

    private SpeechDetector Start()
    {
        _repository = _models.AddSilero().Open();
        var detector = Create(_repository);
        Assert.Equal(Readiness.Ready, detector.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return detector;
    }
}
