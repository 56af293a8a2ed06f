using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Grains.Models;

/// <inheritdoc cref="IModelService"/>
[Reentrant]
internal sealed class ModelService : GrainService, IModelService
{
    private readonly IModelRepository _models;
    private readonly ModelChoiceFollower _follower;
    private readonly string _silo;

    public ModelService(GrainId id, Silo silo, ILoggerFactory loggers, IModelRepository models, ModelChoiceFollower follower, ILocalSiloDetails local)
        : base(id, silo, loggers)
    {
        _models = models;
        _follower = follower;
        _silo = local.Name;
    }

    public async Task<ModelChangeResult> ChangeAsync(ModelChange change, CancellationToken cancellationToken)
    {
        _follower.Note(change);
        var (model, error) = await _models.ChangeAsync(change, cancellationToken);
        return new ModelChangeResult(_silo, model, error);
    }
}
