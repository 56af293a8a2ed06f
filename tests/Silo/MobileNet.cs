namespace WorkerGrains.Tests.Silo;

/// <summary>A model repository folder as the README describes it, with MobileNetV2 as the model of <c>image.classify</c>.</summary>
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

    /// <summary>Lays the repository out in a new folder, which the caller deletes; <see langword="null"/> when the model is not at hand.</summary>
    public static string? LayOut()
    {
        var source = SharedFiles.Root is { } root ? Path.Combine(root, "models", "mobilenet") : null;
        if (!Directory.Exists(source))
        {
            return null;
        }

        var repository = Directory.CreateTempSubdirectory("workergrains-models-").FullName;
        var model = Directory.CreateDirectory(Path.Combine(repository, "image-classify", "1")).Parent!.FullName;
        File.Copy(Path.Combine(source, "mobilenet_v2_1.0_224_fp32.onnx"), Path.Combine(model, "1", "model.onnx"));
        File.Copy(Path.Combine(source, "imagenet_labels.txt"), Path.Combine(model, "labels.txt"));
        File.WriteAllText(Path.Combine(model, "model.json"), Settings);
        return repository;
    }
}
