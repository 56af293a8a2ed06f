using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Files;

/// <summary>Says what files are by their content.</summary>
/// <remarks>What the model sees of a file is taken before it queues; the rest of the file does not wait.</remarks>
internal sealed partial class FileIdentifier(ModelRepository models, IOptions<FileIdentifierOptions> options, ILogger<FileIdentifier> logger)
    : IPreparingEngine<IdentifyFile, FileToIdentify, FileIdentity>, IStartingEngine, IDisposable
{
    private FileTypeModel? _model;

    private FileTypeModel Model => _model ?? throw new InvalidOperationException("The engine has not started.");

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        var load = await models.LoadAsync(options.Value.Model, cancellationToken);
        if (!load.IsReady)
        {
            return load.Readiness;
        }

        if (!FileTypeModel.TryCreate(load.Model, out var model, out var problem))
        {
            return problem;
        }

        model.WarmUp(cancellationToken);
        _model = model;
        LogStarted(load.Model.Name, load.Model.Version, model.Labels, model.MaxBatchSize);
        return Readiness.Ready;
    }

    public EngineOutcome<FileToIdentify> Prepare(IdentifyFile input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Model.Rules.Prepare(input.File.Span, input.Confidence);
    }

    public Task<IReadOnlyList<EngineOutcome<FileIdentity>>> RunAsync(IReadOnlyList<FileToIdentify> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new EngineOutcome<FileIdentity>[batch.Count];
        foreach (var part in Enumerable.Range(0, batch.Count).Where(place => batch[place].Known is null).Chunk(Model.MaxBatchSize))
        {
            var guesses = Model.Run([.. part.Select(place => batch[place])], cancellationToken);
            for (var i = 0; i < part.Length; i++)
            {
                outcomes[part[i]] = guesses[i];
            }
        }

        for (var place = 0; place < outcomes.Length; place++)
        {
            if (batch[place].Known is { } known)
            {
                outcomes[place] = known;
            }
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<FileIdentity>>>(outcomes);
    }

    public void Dispose() => _model?.Dispose();

    [LoggerMessage(LogLevel.Information, "Files are identified by version {Version} of the model {Model}: {Labels} types, up to {MaxBatchSize} files a run.")]
    private partial void LogStarted(string model, int version, int labels, int maxBatchSize);
}
