using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Detection;

/// <summary>Finds objects in images.</summary>
/// <remarks>Images are decoded and resized before they queue, so that lanes spend their time on the model only.</remarks>
internal sealed partial class ObjectDetector(
    ModelRepository models, ImageDecoder decoder, IOptions<ObjectDetectorOptions> options, ILogger<ObjectDetector> logger)
    : IPreparingEngine<DetectObjects, ImageToSearch, DetectedObjects>, IStartingEngine, IDisposable
{
    // Scaling while decoding is coarse, and small objects suffer from it: it stays well above the size that the model sees.
    private const float DecodingMargin = 2;

    private DetectionModel? _model;

    private DetectionModel Model => _model ?? throw new InvalidOperationException("The engine has not started.");

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        var load = await models.LoadAsync(options.Value.Model, cancellationToken);
        if (!load.IsReady)
        {
            return load.Readiness;
        }

        if (!DetectionModel.TryCreate(load.Model, out var model, out var problem))
        {
            return problem;
        }

        model.WarmUp(cancellationToken);
        _model = model;
        LogStarted(load.Model.Name, load.Model.Version, model.Labels.Count, model.MaxBatchSize);
        return Readiness.Ready;
    }

    public EngineOutcome<ImageToSearch> Prepare(DetectObjects input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var settings = Model.Settings;
        if (!decoder.TryDecode(input.Image, (width, height) => DecodingMargin * ImageFrame.Of(settings, width, height).Scale, out var image, out var error))
        {
            return error;
        }

        using (image)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scale = ImageFrame.Of(settings, image.Width, image.Height).Scale;
            return new ImageToSearch
            {
                Pixels = ImageRenderer.Render(image, settings),
                Size = image.FullSize,
                Scale = (image.FullSize.Width / (scale * image.Width), image.FullSize.Height / (scale * image.Height)),
                MinConfidence = input.MinConfidence ?? options.Value.MinConfidence,
                Iou = input.Iou ?? options.Value.Iou,
                Top = input.Top,
            };
        }
    }

    public Task<IReadOnlyList<EngineOutcome<DetectedObjects>>> RunAsync(IReadOnlyList<ImageToSearch> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<DetectedObjects>>(batch.Count);
        foreach (var part in batch.Chunk(Model.MaxBatchSize))
        {
            Model.Detect(part, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<DetectedObjects>>>(outcomes);
    }

    public void Dispose() => _model?.Dispose();

    [LoggerMessage(LogLevel.Information, "Objects are found by version {Version} of the model {Model}: {Labels} labels, up to {MaxBatchSize} images a run.")]
    private partial void LogStarted(string model, int version, int labels, int maxBatchSize);
}
