using System.Runtime.CompilerServices;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Workers;

/// <summary>Runs requests of one capability on this silo, whoever asks: the worker grain for other silos, the controller of this silo directly.</summary>
internal sealed class Worker(IWorkHandler handler, ulong siloKey)
{
    public IWorkHandler Handler => handler;

    /// <summary>Runs one request, whose payload is fetched first if it is elsewhere. Failures a caller can act on come back in the reply.</summary>
    public async ValueTask<WorkerReply> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        request = await FetchAsync(request, cancellationToken);
        var result = await handler.RunAsync(request, cancellationToken);
        return new WorkerReply(result.Session is { } session ? result with { Session = new SessionId(siloKey, session).ToString() } : result, ReplicaLoad.From(handler.Load));
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

    /// <summary>The request with its payload here, or open to be read, and with its session as the handler knows it.</summary>
    private static async ValueTask<WorkRequest> FetchAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (request.Session is { Id: { } id } session && SessionId.TryParse(id, out var parsed))
        {
            request = request with { Session = session with { Id = parsed.Local } };
        }

        var payload = request.Payload;
        return payload.BodySource is not null ? request with { Payload = PayloadExchange.Open(payload) }
            : payload.Source is not null ? request with { Payload = await PayloadExchange.FetchInputAsync(payload, cancellationToken) }
            : request;
    }
}
