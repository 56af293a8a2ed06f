using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>MobileNetV2 as the model of <c>image.classify</c>, laid out as the README says.</summary>
internal static class MobileNet
{
    private const string Settings =
        """
        {
          "description": "MobileNetV2, 1001 ImageNet classes.",
          "task": "image-classification",
          "labels": "labels.txt",
          "image": { "width": 224, "height": 224, "cropFraction": 0.875, "mean": [128, 128, 128], "std": [128, 128, 128] }
        }
        """;

    public static TemporaryModels AddMobileNet(this TemporaryModels models) => models
        .Add("image-classify", "1", SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224_fp32.onnx"))
        .Copy("image-classify", SharedFiles.PathOrSkip("models", "mobilenet", "imagenet_labels.txt"), "labels.txt")
        .Write("image-classify", "model.json", Settings);
}
