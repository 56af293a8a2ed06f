using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>Notices calls that will never be answered.</summary>
/// <remarks>
/// Orleans does not tell a client that the silo which had its call is gone: the call hangs until its timeout. So while an answer is
/// outstanding, the controller is asked what became of the call. If it died, its successor knows nothing of it.
/// </remarks>
internal sealed class LostCallDetector(TimeSpan probeAfter, TimeProvider time)
{
    // An answer that was sent may be lost with the silo it came through, but usually it is only late.
    private static readonly TimeSpan s_answerOnItsWay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_probeTimeout = TimeSpan.FromSeconds(2);

    // A controller enforces the deadline itself; the client only waits a little longer for it to say so.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <exception cref="TimeoutException">The call is lost.</exception>
    public async Task<WorkResult> RunAsync(IControllerGrain controller, WorkRequest request, TimeSpan left, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var call = controller.RunAsync(request, cancellationToken);
        while (!await IsCompletedAsync(call, probeAfter, cancellationToken))
        {
            var patience = await GetStateAsync(controller, request.CallId) switch
            {
                CallState.Answered => s_answerOnItsWay,
                CallState.UnderWay when left == Timeout.InfiniteTimeSpan || time.GetElapsedTime(started) < left + s_grace => Timeout.InfiniteTimeSpan,
                _ => TimeSpan.Zero,
            };
            if (patience != Timeout.InfiniteTimeSpan && !await IsCompletedAsync(call, patience, cancellationToken))
            {
                _ = call.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw new TimeoutException("The call was lost.");
            }
        }

        return await call;
    }

    private async Task<bool> IsCompletedAsync(Task call, TimeSpan within, CancellationToken cancellationToken)
    {
        if (call.IsCompleted)
        {
            return true;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(call, Task.Delay(within, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return ReferenceEquals(first, call);
    }

    private async Task<CallState> GetStateAsync(IControllerGrain controller, Guid callId)
    {
        try
        {
            return await controller.GetStateAsync(callId).WaitAsync(s_probeTimeout, time);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
        {
            return CallState.Unknown;
        }
    }
}
