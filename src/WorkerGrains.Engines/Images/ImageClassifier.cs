using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Images;

/// <summary>Says what images show.</summary>
/// <remarks>Images are decoded and resized before they queue, so that lanes spend their time on the model only.</remarks>
internal sealed class ImageClassifier(ModelRepository models, ImageDecoder decoder, IOptions<ImageClassifierOptions> options)
    : IPreparingEngine<ClassifyImage, ImageToClassify, ImageLabels>, IModelEngine
{
    private readonly ModelBinding<ClassificationModel> _model = models.Bind<ClassificationModel>(
        options.Value.Model, ClassificationModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    public string Device => _model.Device;

    public Readiness Readiness => _model.Readiness;

    public int MaxBatchSize => _model.Current?.MaxBatchSize ?? 1;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<ImageToClassify> Prepare(ClassifyImage input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _model.Prepare(lease => Prepare(input, lease, cancellationToken));
    }

    public Task<IReadOnlyList<EngineOutcome<ImageLabels>>> RunAsync(IReadOnlyList<ImageToClassify> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<ImageLabels>>(batch.Count);
        foreach (var (model, images) in ModelBatch.Split(batch, static image => image.Lease.Model, static model => model.MaxBatchSize))
        {
            model.Classify(images, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<ImageLabels>>>(outcomes);
    }

    private EngineOutcome<ImageToClassify> Prepare(ClassifyImage input, ModelLease<ClassificationModel> lease, CancellationToken cancellationToken)
    {
        if (!decoder.TryDecode(input.Image, lease.Model.Settings, out var image, out var error))
        {
            return error;
        }

        using (image)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ImageToClassify(ImageRenderer.Render(image, lease.Model.Settings), input.Top, lease);
        }
    }
}
