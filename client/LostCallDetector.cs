using WorkerGrains.Contracts.Cluster;

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

    /// <summary>Waits for an answer.</summary>
    /// <param name="controller">Who has the call.</param>
    /// <param name="callId">The name of the call there.</param>
    /// <param name="answer">The answer, or the next part of it.</param>
    /// <param name="left">How long the controller has for the call from now on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The call is lost.</exception>
    public async Task<T> WaitAsync<T>(IControllerGrain controller, Guid callId, Task<T> answer, TimeSpan left, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await IsCompletedAsync(answer, probeAfter, cancellationToken))
        {
            var patience = await GetStateAsync(controller, callId) switch
            {
                CallState.Answered => s_answerOnItsWay,
                CallState.UnderWay when left == Timeout.InfiniteTimeSpan || time.GetElapsedTime(started) < left + s_grace => Timeout.InfiniteTimeSpan,
                _ => TimeSpan.Zero,
            };
            if (patience != Timeout.InfiniteTimeSpan && !await IsCompletedAsync(answer, patience, cancellationToken))
            {
                _ = answer.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw new TimeoutException("The call was lost.");
            }
        }

        return await answer;
    }

    private async Task<bool> IsCompletedAsync(Task answer, TimeSpan within, CancellationToken cancellationToken)
    {
        if (answer.IsCompleted)
        {
            return true;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(answer, Task.Delay(within, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return ReferenceEquals(first, answer);
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
