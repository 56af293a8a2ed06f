using Orleans.Services;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Models;

/// <summary>The model repository of a silo, for the other silos.</summary>
[GrainInterfaceType("models"), Alias("WorkerGrains.IModelService")]
internal interface IModelService : IGrainService
{
    /// <summary>Changes a model and returns when that is done or refused.</summary>
    [Alias("Change")]
    Task<ModelChangeResult> ChangeAsync(ModelChange change, CancellationToken cancellationToken);
}
