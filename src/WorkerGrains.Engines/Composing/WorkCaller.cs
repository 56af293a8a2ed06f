using System.Runtime.CompilerServices;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Composing;

/// <inheritdoc cref="IWorkCaller"/>
/// <param name="controller">Sees the calls through.</param>
/// <param name="terms">What the request asks of its run.</param>
/// <param name="time">The clock.</param>
/// <param name="abandoned">Canceled when nobody waits for the request any more.</param>
internal sealed class WorkCaller(IController controller, RunTerms terms, TimeProvider time, CancellationToken abandoned) : IWorkCaller
{
    private static readonly WorkError s_deadlinePassed = new(WorkErrorCode.DeadlineExceeded, "The deadline passed before the call.");

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (Prepare(request) is not { } call)
        {
            return WorkResult.Failure(s_deadlinePassed);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, abandoned);
        return await PayloadExchange.FetchOutputAsync(await controller.RunAsync(call, stop.Token), stop.Token);
    }

    public async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Prepare(request) is not { } call)
        {
            yield return WorkEvent.Last(1, WorkResult.Failure(s_deadlinePassed));
            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, abandoned);
        await foreach (var next in controller.StreamAsync(call, stop.Token))
        {
            yield return next.Result is { } result ? next with { Result = await PayloadExchange.FetchOutputAsync(result, stop.Token) } : next;
        }
    }

    /// <summary>The request as the controller gets it; <see langword="null"/> when no time is left for it.</summary>
    private WorkRequest? Prepare(WorkRequest request)
    {
        var left = time.GetElapsedTime(time.GetTimestamp(), terms.Expires);
        return left <= TimeSpan.Zero ? null : request with
        {
            Timeout = request.Timeout < left ? request.Timeout : left,
            Priority = terms.Priority,
            CallDepth = terms.CallDepth + 1,
            CallId = Guid.Empty,
        };
    }
}
