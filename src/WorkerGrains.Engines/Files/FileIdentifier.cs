using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Files;

/// <summary>Says what files are by their content.</summary>
/// <remarks>What the model sees of a file is taken before it queues; the rest of the file does not wait.</remarks>
internal sealed class FileIdentifier(ModelRepository models, IOptions<FileIdentifierOptions> options)
    : IPreparingEngine<IdentifyFile, FileToIdentify, FileIdentity>, IModelEngine
{
    private readonly ModelBinding<FileTypeModel> _model = models.Bind<FileTypeModel>(
        options.Value.Model, FileTypeModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    public string Device => _model.Device;

    public Readiness Readiness => _model.Readiness;

    public int MaxBatchSize => _model.Current?.MaxBatchSize ?? 1;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<FileToIdentify> Prepare(IdentifyFile input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _model.Prepare<FileToIdentify>(lease =>
        {
            var (excerpt, known) = lease.Model.Rules.Prepare(input.File.Span);
            return new FileToIdentify(excerpt, known, input.Confidence, lease);
        });
    }

    public Task<IReadOnlyList<EngineOutcome<FileIdentity>>> RunAsync(IReadOnlyList<FileToIdentify> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EngineOutcome<FileIdentity>[] outcomes = [.. batch.Select(static file => file.Known is { } known ? known : default(EngineOutcome<FileIdentity>))];
        int[] asked = [.. Enumerable.Range(0, batch.Count).Where(place => batch[place].Known is null)];
        foreach (var (model, places) in ModelBatch.Split(asked, place => batch[place].Lease.Model, static model => model.MaxBatchSize))
        {
            var guesses = model.Run([.. places.Select(place => (batch[place].Excerpt!, batch[place].Confidence))], cancellationToken);
            for (var i = 0; i < guesses.Length; i++)
            {
                outcomes[places[i]] = guesses[i];
            }
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<FileIdentity>>>(outcomes);
    }
}
