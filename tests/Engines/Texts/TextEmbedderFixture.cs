using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Texts;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Texts;

/// <summary>An embedder with the sentence model of the shared folder, loaded once.</summary>
public sealed class TextEmbedderFixture : IDisposable
{
    internal const string ModelJson =
        """
        {
          "tokenizer": "vocab.txt",
          "text": { "addSpecialTokens": false, "maxTokens": 128, "pooling": "none" }
        }
        """;

    private readonly StartedEngine<TextEmbedder> _embedder = new(
        "text-embed",
        static models => LayOut(models, ModelJson),
        static repository => Create(repository));

    /// <summary>The embedder; skips the test when the shared folder is not there.</summary>
    internal TextEmbedder Embedder => _embedder.Engine;

    /// <summary>Lays the shared model out under a name, with these settings.</summary>
    internal static TemporaryModels LayOut(TemporaryModels models, string settings, string file = "vocab.txt") => models
        .Add("text-embed", "1", SharedFiles.PathOrSkip("models", "text-embed", "minisent_int8table.onnx"))
        .Write("text-embed", file, File.ReadAllText(SharedFiles.PathOrSkip("models", "text-embed", file)))
        .Write("text-embed", "model.json", settings);

    internal static TextEmbedder Create(ModelRepository repository, int maxBatchSize = 32) =>
        new(repository, Options.Create(new TextEmbedderOptions()), new FixedBatching(maxBatchSize));

    public void Dispose() => _embedder.Dispose();

    private sealed class FixedBatching(int maxBatchSize) : IOptionsMonitor<BatchingOptions>
    {
        public BatchingOptions CurrentValue { get; } = new() { MaxBatchSize = maxBatchSize };

        public BatchingOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<BatchingOptions, string?> listener) => null;
    }
}
