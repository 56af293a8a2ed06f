using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>A very small model of stories, laid out as the README says.</summary>
internal static class BabyLlama
{
    public const string Prompt = "Once upon a time";

    /// <summary>How it goes on with <see cref="Prompt"/> when it always takes the likeliest token.</summary>
    public const string Greedy = ", there was a little girl named Lily. She loved to play outside in the sunshine";

    /// <summary>How many tokens it can look at.</summary>
    public const int ContextLength = 256;

    private const string Settings =
        """
        {
          "task": "text-generation",
          "tokenizer": "tok105.vocab",
          "generation": { "contextLength": 256, "beginToken": 1, "endTokens": [1, 2], "unknownText": "\n" },
          "threads": 1
        }
        """;

    public static TemporaryModels AddBabyLlama(this TemporaryModels models) => models
        .Add("text-generate", "1", Of("babyllama105.onnx"))
        .Copy("text-generate", Of("tok105.vocab"))
        .Write("text-generate", "model.json", Settings);

    private static string Of(string file) => SharedFiles.PathOrSkip("models", "babyllama", file);
}
