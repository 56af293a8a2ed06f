using System.Runtime.CompilerServices;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Workers;

/// <summary>Runs requests of one capability on this silo, whoever asks: the worker grain for other silos, the controller of this silo directly.</summary>
internal sealed class Worker(IWorkHandler handler)
{
    public IWorkHandler Handler => handler;

    /// <summary>Runs one request, whose payload is fetched first if it is elsewhere. Failures a caller can act on come back in the reply.</summary>
    public async ValueTask<WorkerReply> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        request = await FetchAsync(request, cancellationToken);
        return new WorkerReply(await handler.RunAsync(request, cancellationToken), ReplicaLoad.From(handler.Load));
    }

    /// <summary>Runs one request in the same way, its items as they come.</summary>
    public async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        request = await FetchAsync(request, cancellationToken);
        await foreach (var next in handler.StreamAsync(request, cancellationToken))
        {
            yield return next;
        }
    }

    private static async ValueTask<WorkRequest> FetchAsync(WorkRequest request, CancellationToken cancellationToken) => request.Payload.BodySource is not null
        ? request with { Payload = PayloadExchange.Open(request.Payload) }
        : request.Payload.Source is null
        ? request
        : request with { Payload = await PayloadExchange.FetchInputAsync(request.Payload, cancellationToken) };
}
