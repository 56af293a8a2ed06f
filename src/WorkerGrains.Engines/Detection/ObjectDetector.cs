using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Detection;

/// <summary>Finds objects in images.</summary>
/// <remarks>Images are decoded and resized before they queue, so that lanes spend their time on the model only.</remarks>
internal sealed class ObjectDetector(ModelRepository models, ImageDecoder decoder, IOptions<ObjectDetectorOptions> options)
    : IPreparingEngine<DetectObjects, ImageToSearch, DetectedObjects>, IModelEngine
{
    // Scaling while decoding is coarse, and small objects suffer from it: it stays well above the size that the model sees.
    private const float DecodingMargin = 2;

    private readonly ModelBinding<DetectionModel> _model = models.Bind<DetectionModel>(
        options.Value.Model, DetectionModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    public string Device => _model.Device;

    public Readiness Readiness => _model.Readiness;

    public int MaxBatchSize => _model.Current?.MaxBatchSize ?? 1;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<ImageToSearch> Prepare(DetectObjects input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _model.Prepare(lease => Prepare(input, lease, cancellationToken));
    }

    public Task<IReadOnlyList<EngineOutcome<DetectedObjects>>> RunAsync(IReadOnlyList<ImageToSearch> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<DetectedObjects>>(batch.Count);
        foreach (var (model, images) in ModelBatch.Split(batch, static image => image.Lease.Model, static model => model.MaxBatchSize))
        {
            model.Detect(images, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<DetectedObjects>>>(outcomes);
    }

    private EngineOutcome<ImageToSearch> Prepare(DetectObjects input, ModelLease<DetectionModel> lease, CancellationToken cancellationToken)
    {
        var settings = lease.Model.Settings;
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
                Lease = lease,
                Size = image.FullSize,
                Scale = (image.FullSize.Width / (scale * image.Width), image.FullSize.Height / (scale * image.Height)),
                MinConfidence = input.MinConfidence ?? options.Value.MinConfidence,
                Iou = input.Iou ?? options.Value.Iou,
                Top = input.Top,
            };
        }
    }
}
