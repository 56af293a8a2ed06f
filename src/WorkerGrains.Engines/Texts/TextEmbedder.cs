using System.Globalization;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Texts;

/// <summary>Turns texts into vectors.</summary>
/// <remarks>Texts are cut into tokens before they queue, so that the lane spends its time on the model only and the batcher knows how long they are.</remarks>
internal sealed class TextEmbedder(ModelRepository models, IOptions<TextEmbedderOptions> options, IOptionsMonitor<BatchingOptions> batching)
    : IRowEngine<EmbedTexts, TextRow, RowEmbedding, TextEmbeddings>, IModelEngine
{
    private readonly ModelBinding<EmbeddingModel> _model = models.Bind<EmbeddingModel>(
        options.Value.Model,
        EmbeddingModel.TryCreate,
        (model, cancellationToken) => model.WarmUp(batching.Get(TextCapabilities.Embed.Name).MaxBatchSize, cancellationToken));

    public string Device => _model.Device;

    public Readiness Readiness => _model.Readiness;

    public int MaxBatchSize => _model.Current?.MaxBatchSize ?? 1;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<TextRow[]> Split(EmbedTexts input, CancellationToken cancellationToken)
    {
        if (!_model.TryAcquire(out var lease, out var error))
        {
            return error;
        }

        var use = new EmbeddingUse(lease);
        var rows = new List<TextRow>();
        var isWhole = false;
        try
        {
            error = Split(input, use, rows, cancellationToken);
            isWhole = error is null;
            return isWhole ? rows.ToArray() : error!;
        }
        finally
        {
            if (!isWhole)
            {
                rows.ForEach(static row => row.Dispose());
            }

            use.Leave();
        }
    }

    public int SizeOf(TextRow input) => input.Tokens.Length;

    public Task<IReadOnlyList<EngineOutcome<RowEmbedding>>> RunAsync(IReadOnlyList<TextRow> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<RowEmbedding>>(batch.Count);
        foreach (var (model, rows) in ModelBatch.Split(batch, static row => row.Model, static model => model.MaxBatchSize))
        {
            model.Embed(rows, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<RowEmbedding>>>(outcomes);
    }

    public EngineOutcome<TextEmbeddings> Join(EmbedTexts input, IReadOnlyList<RowEmbedding> rows) => new TextEmbeddings
    {
        Embeddings = [.. rows.Select(static (row, index) => new TextEmbedding { Index = index, Vector = row.Vector, IsTruncated = row.IsTruncated })],
        Model = rows[0].Model,
        ModelVersion = rows[0].ModelVersion,
        Dimensions = rows[0].Vector.Length,
        Usage = new EmbeddingUsage { Tokens = rows.Sum(static row => row.Tokens) },
    };

    private static WorkError? Split(EmbedTexts input, EmbeddingUse use, List<TextRow> rows, CancellationToken cancellationToken)
    {
        var model = use.Model;
        if (input.Dimensions > model.Dimensions)
        {
            return Refuse("text.dimensions_unsupported", $"The model gives vectors of {model.Dimensions} dimensions, fewer than asked for. Ask for fewer, or leave dimensions out.");
        }

        IReadOnlyList<string> texts = input.Text is { } single ? [single] : input.Texts!;
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tokens = model.Encode(texts[i], out var isTruncated);
            if (tokens.Length == 0)
            {
                return Refuse("text.empty", $"{NameOf(input, i)} has nothing that the model knows how to read. Leave it out.");
            }

            if (isTruncated && !input.Truncate)
            {
                return Refuse("text.too_long", $"{NameOf(input, i)} has more than the {model.MaxTokens} tokens that the model takes. Shorten it, or let it be cut with truncate.");
            }

            use.Enter();
            rows.Add(new TextRow(tokens, input.Dimensions ?? model.Dimensions, isTruncated, use));
        }

        return null;
    }

    private static string NameOf(EmbedTexts input, int index) => input.Text is null ? string.Create(CultureInfo.InvariantCulture, $"texts[{index}]") : "text";

    private static WorkError Refuse(string reason, FormattableString message) =>
        WorkError.InvalidInput(reason, FormattableString.Invariant(message));
}
