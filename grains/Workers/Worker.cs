using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Grains.Workers;

/// <summary>A replica of this silo: hands requests to its engine, wherever they come from. All computing is the engine's.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Worker(IWorkHandler handler, PayloadExchange payloads)
{
    private static readonly WorkError s_tooMuchHeld = new(WorkErrorCode.Overloaded, "Too many large outputs are waiting to be fetched.") { RetryAfter = TimeSpan.FromSeconds(1) };

    public Readiness Readiness => handler.Readiness;

    public RunnerLoad Load => handler.Load;

    /// <summary>Runs one request. Failures a caller can act on come back in the reply, not as exceptions.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isFar">Whether the caller is another silo, so that a large output is to be pulled instead of sent.</param>
    /// <param name="cancellationToken">Canceled when the caller stops waiting or the deadline passes.</param>
    public async ValueTask<WorkerReply> RunAsync(WorkRequest request, bool isFar, CancellationToken cancellationToken)
    {
        if (request.Payload.Source is not null)
        {
            request = request with { Payload = await PayloadExchange.FetchInputAsync(request.Payload, cancellationToken) };
        }

        var result = await handler.RunAsync(request, cancellationToken);
        if (isFar && result.Payload.Length > PayloadExchange.InlineBytes)
        {
            result = await payloads.TryHandOverAsync(result.Payload) is { } held ? result with { Payload = held } : WorkResult.Failure(s_tooMuchHeld);
        }

        return new WorkerReply(result, ReplicaLoad.From(handler.Load));
    }
}
