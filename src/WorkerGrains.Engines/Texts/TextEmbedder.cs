using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Texts;

/// <summary>Turns texts into vectors.</summary>
/// <remarks>Texts are cut into tokens before they queue, so that the lane spends its time on the model only and the batcher knows how long they are.</remarks>
internal sealed partial class TextEmbedder(
    ModelRepository models, IOptions<TextEmbedderOptions> options, IOptionsMonitor<BatchingOptions> batching, ILogger<TextEmbedder> logger)
    : IRowEngine<EmbedTexts, TextRow, RowEmbedding, TextEmbeddings>, IStartingEngine, IDisposable
{
    private EmbeddingModel? _model;

    public int MaxBatchSize => _model?.MaxBatchSize ?? 1;

    private EmbeddingModel Model => _model ?? throw new InvalidOperationException("The engine has not started.");

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var load = await models.LoadAsync(options.Value.Model, cancellationToken);
        if (!load.IsReady)
        {
            return load.Readiness;
        }

        if (!EmbeddingModel.TryCreate(load.Model, out var model, out var problem))
        {
            return problem;
        }

        model.WarmUp(batching.Get(TextCapabilities.Embed.Name).MaxBatchSize, cancellationToken);
        _model = model;
        LogStarted(model.Name, model.Version, model.Dimensions, model.MaxTokens, model.MaxBatchSize, Stopwatch.GetElapsedTime(started));
        return Readiness.Ready;
    }

    public EngineOutcome<TextRow[]> Split(EmbedTexts input, CancellationToken cancellationToken)
    {
        var model = Model;
        if (input.Dimensions > model.Dimensions)
        {
            return Refuse("text.dimensions_unsupported", $"The model gives vectors of {model.Dimensions} dimensions, fewer than asked for. Ask for fewer, or leave dimensions out.");
        }

        IReadOnlyList<string> texts = input.Text is { } single ? [single] : input.Texts!;
        var rows = new TextRow[texts.Count];
        for (var i = 0; i < rows.Length; i++)
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

            rows[i] = new TextRow(tokens, input.Dimensions ?? model.Dimensions, isTruncated);
        }

        return rows;
    }

    public int SizeOf(TextRow input) => input.Tokens.Length;

    public Task<IReadOnlyList<EngineOutcome<RowEmbedding>>> RunAsync(IReadOnlyList<TextRow> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<RowEmbedding>>(batch.Count);
        Model.Embed(batch, outcomes, cancellationToken);
        return Task.FromResult<IReadOnlyList<EngineOutcome<RowEmbedding>>>(outcomes);
    }

    public EngineOutcome<TextEmbeddings> Join(EmbedTexts input, IReadOnlyList<RowEmbedding> rows) => new TextEmbeddings
    {
        Embeddings = [.. rows.Select(static (row, index) => new TextEmbedding { Index = index, Vector = row.Vector, IsTruncated = row.IsTruncated })],
        Model = Model.Name,
        Dimensions = rows[0].Vector.Length,
        Usage = new EmbeddingUsage { Tokens = rows.Sum(static row => row.Tokens) },
    };

    public void Dispose() => _model?.Dispose();

    private static string NameOf(EmbedTexts input, int index) => input.Text is null ? string.Create(CultureInfo.InvariantCulture, $"texts[{index}]") : "text";

    private static WorkError Refuse(string reason, FormattableString message) =>
        new(WorkErrorCode.InvalidInput, FormattableString.Invariant(message)) { Reason = reason };

    [LoggerMessage(LogLevel.Information, "Texts are embedded by version {Version} of the model {Model}: {Dimensions} dimensions, up to {MaxTokens} tokens a text and {MaxBatchSize} texts a run, started in {Elapsed}.")]
    private partial void LogStarted(string model, int version, int dimensions, int maxTokens, int maxBatchSize, TimeSpan elapsed);
}
