using Orleans.Concurrency;
using Orleans.Placement;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Workers;

/// <summary>Lets other silos reach the worker of this one. All computing is the engine's.</summary>
/// <remarks>Reentrant, so that waiting requests gather into one batch. Holds nothing, so being collected and made again costs nothing.</remarks>
[Reentrant, Immovable, ReplicaPlacement, GrainType("worker")]
internal sealed class WorkerGrain : Grain, IWorkerGrain
{
    private readonly Worker _worker;
    private readonly PayloadExchange _payloads;

    public WorkerGrain(WorkerCatalog workers, PayloadExchange payloads)
    {
        var id = ReplicaId.Parse(this.GetPrimaryKeyString());
        _worker = workers.Find(id.Capability, id.Version) ?? throw new SiloUnavailableException($"This silo does not offer {id.Capability} {id.Version}.");
        _payloads = payloads;
    }

    public async Task<WorkerReply> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var reply = await _worker.RunAsync(request, cancellationToken);
        return reply with { Result = await _payloads.HandOverAsync(reply.Result) };
    }

    public IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken) =>
        _payloads.HandOverAsync(_worker.StreamAsync(request, cancellationToken), CancellationToken.None);
}
