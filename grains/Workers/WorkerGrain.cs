using Orleans.Concurrency;
using Orleans.Placement;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Workers;

/// <summary>The replica of a silo as other silos reach it.</summary>
/// <remarks>Reentrant, so that waiting requests gather into one batch. Holds nothing, so being collected and made again costs nothing.</remarks>
[Reentrant, Immovable, ReplicaPlacement, GrainType("worker")]
internal sealed class WorkerGrain : Grain, IWorkerGrain
{
    private readonly Worker _worker;

    public WorkerGrain(WorkerCatalog workers)
    {
        var id = ReplicaId.Parse(this.GetPrimaryKeyString());
        _worker = workers.Find(id.Capability, id.Version) ?? throw new SiloUnavailableException($"This silo does not offer {id.Capability} {id.Version}.");
    }

    public Task<WorkerReply> RunAsync(WorkRequest request, CancellationToken cancellationToken) =>
        _worker.RunAsync(request, isFar: true, cancellationToken).AsTask();
}
