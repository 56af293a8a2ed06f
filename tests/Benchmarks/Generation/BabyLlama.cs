using WorkerGrains.Benchmarks.Harness;

namespace WorkerGrains.Benchmarks.Generation;

/// <summary>A very small language model, in a repository of its own for as long as it is needed.</summary>
internal sealed class BabyLlama : IDisposable
{
    public const int BeginToken = 1;
    public const int Vocabulary = 105;

    private const string Settings =
        """
        {
          "tokenizer": "tok105.vocab",
          "generation": { "contextLength": 256, "beginToken": 1, "endTokens": [1, 2] },
          "threads": 1
        }
        """;

    public BabyLlama()
    {
        Repository = Directory.CreateTempSubdirectory("workergrains-models-").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(Repository, "text-generate", "1")).Parent!.FullName;
        File.Copy(Onnx, Path.Combine(folder, "1", "model.onnx"));
        File.Copy(Places.Shared("models/babyllama/tok105.vocab"), Path.Combine(folder, "tok105.vocab"));
        File.WriteAllText(Path.Combine(folder, "model.json"), Settings);
    }

    public static string Onnx => Places.Shared("models/babyllama/babyllama105.onnx");

    public string Repository { get; }

    public void Dispose() => Directory.Delete(Repository, recursive: true);
}
