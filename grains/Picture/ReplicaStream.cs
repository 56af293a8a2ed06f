using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Picture;

/// <summary>The events of one request, as a replica gives them.</summary>
internal sealed class ReplicaStream(Replica replica, IAsyncEnumerator<WorkEvent> events) : IAsyncDisposable
{
    public Replica Replica => replica;

    public WorkEvent Current => events.Current;

    /// <summary>Goes on to the next event. An exception says that the replica's silo could not be reached or left.</summary>
    public ValueTask<bool> MoveNextAsync() => events.MoveNextAsync();

    /// <summary>Stops the replica's work, if it has not ended. The word to another silo is not awaited: one that hangs would keep the caller.</summary>
    public ValueTask DisposeAsync()
    {
        var disposal = events.DisposeAsync();
        if (replica.IsLocal)
        {
            return disposal;
        }

        _ = ObserveAsync(disposal);
        return ValueTask.CompletedTask;
    }

    private static async Task ObserveAsync(ValueTask disposal) => await disposal.AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
