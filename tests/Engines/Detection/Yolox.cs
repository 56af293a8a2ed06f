using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Detection;

/// <summary>YOLOX nano, laid out as the README says.</summary>
internal static class Yolox
{
    public const string Dynamic = "yolox_nano_dynbatch.onnx";
    public const string FixedBatch = "yolox_nano.onnx";

    public const string ModelJson =
        """
        {
          "task": "object-detection",
          "labels": "labels.txt",
          "image": { "width": 416, "height": 416, "channels": "bgr", "fit": "letterbox", "padding": 114 },
          "detection": { "strides": [8, 16, 32] },
          "batching": { "maxBatchSize": 2 },
          "threads": 1
        }
        """;

    public static TemporaryModels AddYolox(this TemporaryModels models, string file = Dynamic) => models
        .Add("image-detect", "1", SharedFiles.PathOrSkip("models", "yolox", file))
        .Write("image-detect", "model.json", ModelJson)
        .Write("image-detect", "labels.txt", Labels());

    // COCO numbers its labels to 90 and leaves out ten; the model has the eighty that are left.
    private static string Labels() =>
        string.Join('\n', File.ReadLines(SharedFiles.PathOrSkip("models", "yolox", "coco_labels_90.coral.txt")).Where(static label => label != "n/a"));
}
