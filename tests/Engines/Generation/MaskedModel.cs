using WorkerGrains.Tests.Engines.Models;
using WorkerGrains.Tests.Readme;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>A language model of a few kilobytes that takes a mask and a place for each token, made by <c>make_masked_model.py</c>.</summary>
internal static class MaskedModel
{
    private const string Settings = """{ "tokenizer": "masked.vocab", "generation": { "contextLength": 96, "addPrefixSpace": false }, "threads": 1 }""";

    public static TemporaryModels AddMaskedModel(this TemporaryModels models) => models
        .Add("text-generate", "1", Of("masked.onnx"))
        .Copy("text-generate", Of("masked.vocab"))
        .Write("text-generate", "model.json", Settings);

    private static string Of(string file) => Path.Combine(ReadmeFile.Folder, "tests", "Engines", "Generation", "Masked", file);
}
