using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Images;

/// <summary>A classifier with the MobileNet of the shared folder, loaded once.</summary>
public sealed class ImageClassifierFixture : IDisposable
{
    private const int MaxBatchSize = 2;

    private readonly StartedEngine<ImageClassifier> _classifier = new(
        "mobilenet",
        static models => models
            .Add("image-classify", "1", SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224_fp32.onnx"))
            .Write("image-classify", "model.json", ModelJson)
            .Write("image-classify", "labels.txt", File.ReadAllText(SharedFiles.PathOrSkip("models", "mobilenet", "imagenet_labels.txt"))),
        Create);

    /// <summary>The classifier; skips the test when the shared folder is not there.</summary>
    internal ImageClassifier Classifier => _classifier.Engine;

    internal static string ModelJson { get; } = $$"""
        {
          "labels": "labels.txt",
          "image": { "width": 224, "height": 224, "cropFraction": 0.875, "mean": [128, 128, 128], "std": [128, 128, 128] },
          "batching": { "maxBatchSize": {{MaxBatchSize}} },
          "threads": 1
        }
        """;

    internal static ImageClassifier Create(ModelRepository repository) =>
        new(repository, TestImages.Decoder(), Options.Create(new ImageClassifierOptions()));

    public void Dispose() => _classifier.Dispose();
}
