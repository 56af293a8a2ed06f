using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Files;

/// <summary>Magika's model, laid out as the README says.</summary>
internal static class Magika
{
    public static TemporaryModels AddMagika(this TemporaryModels models) => models
        .Add("file-identify", "1", Of("model.onnx"))
        .Copy("file-identify", Of("config.min.json"))
        .Copy("file-identify", Of("content_types_kb.min.json"));

    private static string Of(string file) => SharedFiles.PathOrSkip("models", "magika", file);
}
