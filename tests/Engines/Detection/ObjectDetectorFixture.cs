using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Detection;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Detection;

/// <summary>A detector with the YOLOX of the shared folder, loaded once.</summary>
public sealed class ObjectDetectorFixture : IDisposable
{
    private readonly StartedEngine<ObjectDetector> _detector = new(
        "yolox",
        static models => models.AddYolox(),
        Create);

    /// <summary>The detector; skips the test when the shared folder is not there.</summary>
    internal ObjectDetector Detector => _detector.Engine;

    internal static ObjectDetector Create(ModelRepository repository) =>
        new(repository, TestImages.Decoder(), Options.Create(new ObjectDetectorOptions()));

    public void Dispose() => _detector.Dispose();
}
