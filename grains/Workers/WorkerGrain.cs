using Orleans.Concurrency;
using Orleans.Placement;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Workers;

/// <summary>Hands requests to the engine of this silo. All computing is the engine's.</summary>
/// <remarks>Reentrant, so that waiting requests gather into one batch. Holds nothing, so being collected and made again costs nothing.</remarks>
[Reentrant, Immovable, ReplicaPlacement, GrainType("worker")]
internal sealed class WorkerGrain : Grain, IWorkerGrain
{
    private static readonly WorkError s_tooMuchHeld = new(WorkErrorCode.Overloaded, "Too many large outputs are waiting to be fetched.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private readonly IWorkHandler _handler;
    private readonly PayloadExchange _payloads;
    private readonly string _silo;

    public WorkerGrain(WorkHandlerCatalog handlers, PayloadExchange payloads, ILocalSiloDetails silo)
    {
        var id = ReplicaId.Parse(this.GetPrimaryKeyString());
        _handler = handlers.Find(id.Capability, id.Version) ?? throw new SiloUnavailableException($"This silo does not offer {id.Capability} {id.Version}.");
        _payloads = payloads;
        _silo = silo.Name;
    }

    public async Task<WorkerReply> RunAsync(WorkRequest request, bool isFar, CancellationToken cancellationToken)
    {
        if (request.Payload.Source is not null)
        {
            request = request with { Payload = await PayloadExchange.FetchInputAsync(request.Payload, cancellationToken) };
        }

        var result = await _handler.RunAsync(request, cancellationToken);
        result = result with { Timings = result.Timings with { Silo = _silo } };
        if (isFar && result.Payload.Length > PayloadExchange.InlineBytes)
        {
            result = await _payloads.TryHandOverAsync(result.Payload) is { } held ? result with { Payload = held } : WorkResult.Failure(s_tooMuchHeld);
        }

        return new WorkerReply(result, ReplicaLoad.From(_handler.Load));
    }
}
