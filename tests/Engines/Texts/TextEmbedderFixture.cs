using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
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

    private readonly TemporaryModels _models = new();
    private readonly Lazy<TextEmbedder> _embedder;
    private ModelRepository? _repository;

    public TextEmbedderFixture() => _embedder = new Lazy<TextEmbedder>(Start);

    /// <summary>The embedder; skips the test when the shared folder is not there.</summary>
    internal TextEmbedder Embedder
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", "text-embed");
            return _embedder.Value;
        }
    }

    /// <summary>Lays the shared model out under a name, with these settings.</summary>
    internal static TemporaryModels LayOut(TemporaryModels models, string settings, string file = "vocab.txt") => models
        .Add("text-embed", "1", SharedFiles.PathOrSkip("models", "text-embed", "minisent_int8table.onnx"))
        .Write("text-embed", file, File.ReadAllText(SharedFiles.PathOrSkip("models", "text-embed", file)))
        .Write("text-embed", "model.json", settings);

    internal static TextEmbedder Create(ModelRepository repository, int maxBatchSize = 32) =>
        new(repository, Options.Create(new TextEmbedderOptions()), new FixedBatching(maxBatchSize));

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }

    private TextEmbedder Start()
    {
        _repository = LayOut(_models, ModelJson).Open();
        var embedder = Create(_repository);
        Assert.Equal(Readiness.Ready, embedder.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return embedder;
    }

    private sealed class FixedBatching(int maxBatchSize) : IOptionsMonitor<BatchingOptions>
    {
        public BatchingOptions CurrentValue { get; } = new() { MaxBatchSize = maxBatchSize };

        public BatchingOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<BatchingOptions, string?> listener) => null;
    }
}
