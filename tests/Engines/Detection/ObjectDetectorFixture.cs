using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Detection;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Detection;

/// <summary>A detector with the YOLOX of the shared folder, loaded once.</summary>
public sealed class ObjectDetectorFixture : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly Lazy<ObjectDetector> _detector;
    private ModelRepository? _repository;

    public ObjectDetectorFixture() => _detector = new Lazy<ObjectDetector>(Start);

    /// <summary>The detector; skips the test when the shared folder is not there.</summary>
    internal ObjectDetector Detector
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", "yolox");
            return _detector.Value;
        }
    }

    internal static ObjectDetector Create(ModelRepository repository) =>
        new(repository, TestImages.Decoder(), Options.Create(new ObjectDetectorOptions()));

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }

    private ObjectDetector Start()
    {
        _repository = _models.AddYolox().Open();
        var detector = Create(_repository);
        Assert.Equal(Readiness.Ready, detector.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return detector;
    }
}
