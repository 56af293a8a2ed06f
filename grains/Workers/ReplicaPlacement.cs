using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace WorkerGrains.Grains.Workers;

/// <summary>Places a replica on the silo that its key names, and nowhere else.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReplicaPlacementAttribute() : PlacementAttribute(new ReplicaPlacementStrategy());

[GenerateSerializer, Alias("WorkerGrains.ReplicaPlacementStrategy")]
internal sealed class ReplicaPlacementStrategy : PlacementStrategy;

internal sealed class ReplicaPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = ReplicaId.Parse(target.GrainIdentity.Key.ToString()!).Silo;
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"Silo {silo} has left the cluster.");
    }
}
