using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>One attempt at a stream: asks one controller for its events, and makes a last event of whatever ends them early.</summary>
internal sealed class StreamedCall : IAsyncDisposable
{
    private readonly IControllerGrain _controller;
    private readonly LostCallDetector _detector;
    private readonly Guid _callId;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<WorkEvent> _events;
    private long _last;

    public StreamedCall(IControllerGrain controller, WorkRequest request, LostCallDetector detector, CancellationToken cancellationToken)
    {
        _controller = controller;
        _detector = detector;
        _callId = request.CallId;
        _caller = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events = controller.StreamAsync(request, _stop.Token).WithBatchSize(WorkEvent.MaxPerMessage).GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>The next event, the output of the last one fetched.</summary>
    /// <param name="left">How long the controller has for the rest.</param>
    /// <exception cref="OperationCanceledException">The caller's token was canceled.</exception>
    public async ValueTask<WorkEvent> NextAsync(TimeSpan left)
    {
        try
        {
            var pending = _events.MoveNextAsync();
            var hasNext = pending.IsCompleted ? await pending : await _detector.WaitAsync(_controller, _callId, pending.AsTask(), left, _caller);
            if (!hasNext)
            {
                return Lost();
            }

            var next = _events.Current;
            if (next.Result is { Error: null } result)
            {
                return next with { Result = result with { Payload = await PayloadExchange.FetchOutputAsync(result.Payload, _caller) } };
            }

            _last = next.Sequence;
            return next;
        }
        catch (Exception exception) when (!_caller.IsCancellationRequested && WorkerClient.IsLost(exception))
        {
            return Lost();
        }
    }

    /// <summary>Stops the work, if it has not ended. The word is not awaited: it may go to a silo that is no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _ = DisposeEventsAsync();
    }

    private async Task DisposeEventsAsync()
    {
        await _events.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private WorkEvent Lost() => WorkEvent.Last(_last + 1, WorkResult.Failure(WorkErrorCode.Unavailable, _last == 0
        ? "The cluster did not answer; it may or may not have done the work."
        : "The stream was lost in the middle; the rest of the work may or may not have been done."));
}
