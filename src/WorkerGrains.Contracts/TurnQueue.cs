namespace WorkerGrains.Contracts;

/// <summary>Lets one after the other in, in the order in which they asked.</summary>
/// <remarks>Thread-safe. Who stops waiting gives its place up, and nobody overtakes who was before it.</remarks>
internal sealed class TurnQueue
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Takes the next place, at once, and waits until its turn has come; the one after it comes when the turn is disposed of.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            (before, _last) = (_last, mine.Task);
        }

        try
        {
            await before.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = before.ContinueWith(_ => mine.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        return new Turn(mine);
    }

    internal readonly struct Turn(TaskCompletionSource turn) : IDisposable
    {
        public void Dispose() => turn.SetResult();
    }
}
