namespace WorkerGrains.Tests.Cluster;

/// <summary>What an engine that counts waits for, and how far it is.</summary>
internal sealed class CountGate
{
    private int _given;

    /// <summary>Passed before the number at which an input is to be held.</summary>
    public EngineGate Gate { get; } = new();

    /// <summary>Done, with how many items were given, when an item first had to wait for its reader.</summary>
    public TaskCompletionSource<int> Blocked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a run was canceled.</summary>
    public TaskCompletionSource Canceled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many items were given in all.</summary>
    public int Given => Volatile.Read(ref _given);

    public async ValueTask WatchAsync(ValueTask write)
    {
        var given = Interlocked.Increment(ref _given);
        if (!write.IsCompleted)
        {
            Blocked.TrySetResult(given);
        }

        await write;
    }
}
