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
    private readonly string _silo;

    public ModelService(GrainId id, Silo silo, ILoggerFactory loggers, IModelRepository models, ILocalSiloDetails local)
        : base(id, silo, loggers)
    {
        _models = models;
        _silo = local.Name;
    }

    public async Task<ModelChangeResult> ChangeAsync(ModelChange change, CancellationToken cancellationToken)
    {
        var (model, error) = await _models.ChangeAsync(change, cancellationToken);
        return new ModelChangeResult(_silo, model, error);
    }
}
