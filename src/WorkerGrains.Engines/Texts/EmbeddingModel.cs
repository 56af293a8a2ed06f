using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Texts;

/// <summary>A loaded model that turns texts into vectors.</summary>
/// <remarks>Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.</remarks>
internal sealed class EmbeddingModel : IDisposable
{
    private const int WarmUpTokens = 32;

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this text is not a number.");

    private readonly OnnxModel _onnx;
    private readonly EmbeddingTensors _tensors;
    private readonly VectorPooling _pooling;
    private readonly WordPiece _wordPiece;
    private readonly TextSettings _settings;
    private readonly int? _fixedBatchSize;
    private readonly BufferPool<EmbeddingBuffers> _buffers = new();

    private EmbeddingModel(LoadedModel loaded, TextSettings settings, EmbeddingTensors tensors, WordPiece wordPiece)
    {
        _onnx = loaded.Onnx;
        _settings = settings;
        _tensors = tensors;
        _wordPiece = wordPiece;
        _pooling = new VectorPooling(settings, tensors.Dimensions);
        _fixedBatchSize = loaded.FixedBatchSize;
        MaxBatchSize = _fixedBatchSize ?? 1;
        Name = loaded.Name;
        Version = loaded.Version;
    }

    public string Name { get; }

    public int Version { get; }

    /// <summary>How many numbers a vector has.</summary>
    public int Dimensions => _tensors.Dimensions;

    /// <summary>The most tokens of a text.</summary>
    public int MaxTokens => _settings.MaxTokens;

    /// <summary>The most texts that one run takes: what the model's folder says, or the size from which more were measured to gain nothing.</summary>
    public int MaxBatchSize { get; private set; }

    /// <summary>Checks that a model is one that embeds texts, and that its folder says how.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out EmbeddingModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        model = null;
        if (loaded.Settings.Text is not { } settings)
        {
            problem = Readiness.NotReady(
                $"The model '{loaded.Name}' does not say how texts are made ready for it.", "Add the key 'text' to model.json beside the model's versions.");
            return false;
        }

        if (!EmbeddingTensors.TryFind(loaded, settings, out var tensors, out problem) || !TokenVocabulary.TryRead(loaded, out var vocabulary, out problem))
        {
            return false;
        }

        if (!WordPiece.TryCreate(vocabulary, settings, out var wordPiece))
        {
            problem = Readiness.NotReady(
                $"The tokens of the model '{loaded.Name}' cannot be used.", "Install a file in which every token is there once, [UNK], [CLS], [SEP] and [PAD] among them.");
            return false;
        }

        model = new EmbeddingModel(loaded, settings, tensors, wordPiece);
        return true;
    }

    /// <summary>Runs batches of short texts, so that no caller pays for the memory and the plans that first runs make, and finds how many to run together.</summary>
    /// <param name="limit">The most texts of a batch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void WarmUp(int limit, CancellationToken cancellationToken)
    {
        long[] tokens = [.. Enumerable.Repeat((long)_wordPiece.Padding, Math.Min(WarmUpTokens, MaxTokens))];
        RunPadding(1);
        MaxBatchSize = new BatchSizeSearch(TimeProvider.System).Find(_fixedBatchSize, RunPadding, limit, cancellationToken);

        void RunPadding(int count)
        {
            using var loan = _buffers.Borrow();
            Run(loan.Buffers, [.. Enumerable.Repeat(tokens, count)], cancellationToken);
        }
    }

    /// <summary>The tokens of a text; none when there is nothing in it to read.</summary>
    public long[] Encode(string text, out bool isTruncated) => _wordPiece.Encode(text, out isTruncated);

    /// <summary>Embeds some texts.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public void Embed(IReadOnlyList<TextRow> rows, List<EngineOutcome<RowEmbedding>> outcomes, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        var vectors = Run(loan.Buffers, [.. rows.Select(static row => row.Tokens)], cancellationToken);
        var stride = vectors.Length / rows.Count;
        for (var i = 0; i < rows.Count; i++)
        {
            outcomes.Add(_pooling.TryPool(vectors.Slice(i * stride, stride), rows[i].Tokens.Length, rows[i].Dimensions) is { } vector
                ? new RowEmbedding(vector, rows[i].Tokens.Length, rows[i].IsTruncated, Name, Version)
                : s_notANumber);
        }
    }

    public void Dispose() => _buffers.Dispose();

    private Span<float> Run(EmbeddingBuffers buffers, long[][] texts, CancellationToken cancellationToken)
    {
        var length = buffers.Fill(texts, _tensors, _wordPiece.Padding);
        var vectors = buffers.ReserveOutput(texts.Length, length, _tensors);
        _onnx.Run(_tensors.InputNames, buffers.Inputs(_tensors), _tensors.OutputNames, [buffers.Output], cancellationToken);
        return vectors;
    }
}
