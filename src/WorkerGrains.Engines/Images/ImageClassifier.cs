using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Images;

/// <summary>Says what images show.</summary>
/// <remarks>Images are decoded and resized before they queue, so that lanes spend their time on the model only.</remarks>
internal sealed partial class ImageClassifier(
    ModelRepository models, ImageDecoder decoder, IOptions<ImageClassifierOptions> options, ILogger<ImageClassifier> logger)
    : IPreparingEngine<ClassifyImage, ImageToClassify, ImageLabels>, IStartingEngine, IDisposable
{
    private ClassificationModel? _model;

    public int MaxBatchSize => _model?.MaxBatchSize ?? 1;

    private ClassificationModel Model => _model ?? throw new InvalidOperationException("The engine has not started.");

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var load = await models.LoadAsync(options.Value.Model, cancellationToken);
        if (!load.IsReady)
        {
            return load.Readiness;
        }

        if (!ClassificationModel.TryCreate(load.Model, out var model, out var problem))
        {
            return problem;
        }

        model.WarmUp(cancellationToken);
        _model = model;
        LogStarted(load.Model.Name, load.Model.Version, model.Labels.Count, model.MaxBatchSize, Stopwatch.GetElapsedTime(started));
        return Readiness.Ready;
    }

    public EngineOutcome<ImageToClassify> Prepare(ClassifyImage input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var settings = Model.Settings;
        if (!decoder.TryDecode(input.Image, settings, out var image, out var error))
        {
            return error;
        }

        using (image)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ImageToClassify(ImageRenderer.Render(image, settings), input.Top);
        }
    }

    public Task<IReadOnlyList<EngineOutcome<ImageLabels>>> RunAsync(IReadOnlyList<ImageToClassify> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<ImageLabels>>(batch.Count);
        foreach (var part in batch.Chunk(Model.MaxBatchSize))
        {
            Model.Classify(part, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<ImageLabels>>>(outcomes);
    }

    public void Dispose() => _model?.Dispose();

    [LoggerMessage(LogLevel.Information, "Images are named by version {Version} of the model {Model}: {Labels} labels, up to {MaxBatchSize} images a run, started in {Elapsed}.")]
    private partial void LogStarted(string model, int version, int labels, int maxBatchSize, TimeSpan elapsed);
}
