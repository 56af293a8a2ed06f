using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>Requests that wait for their model to be loaded: all for the same load, and no more than there is room for. Thread-safe.</summary>
/// <param name="max">How many may wait.</param>
internal sealed class ColdRequests(int max)
{
    private readonly Lock _gate = new();
    private Task<ModelLoad>? _loading;
    private int _waiting;

    /// <summary>Waits for the load that is under way, or for one that this begins.</summary>
    /// <param name="load">Has the model loaded.</param>
    /// <param name="cancellationToken">Ends the wait; the load goes on for others.</param>
    /// <returns><see langword="null"/> when the model is there, else why not.</returns>
    public async Task<WorkError?> WaitAsync(Func<Task<ModelLoad>> load, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > max)
        {
            Interlocked.Decrement(ref _waiting);
            return new WorkError(WorkErrorCode.Overloaded, $"The model is being loaded, and {max} requests wait for it already.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        try
        {
            Task<ModelLoad> loading;
            lock (_gate)
            {
                loading = _loading is { IsCompleted: false } ? _loading : _loading = load();
            }

            var loaded = await loading.WaitAsync(cancellationToken);
            return loaded.IsReady ? null : loaded.Readiness.ToError();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
