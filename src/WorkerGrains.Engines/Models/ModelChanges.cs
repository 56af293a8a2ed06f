namespace WorkerGrains.Engines.Models;

/// <summary>Makes the changes of a model one at a time. Thread-safe.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose of.
internal sealed class ModelChanges
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Makes a change after those before it. It goes on when who asked for it no longer waits: half a change would be worse than a late one.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await _turn.WaitAsync(CancellationToken.None);
            try
            {
                return await change();
            }
            finally
            {
                _turn.Release();
            }
        },
        CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Makes a change unless another is being made.</summary>
    /// <returns>What it returned; <see langword="false"/> when it was not made.</returns>
    public async Task<bool> TryRunAsync(Func<Task<bool>> change)
    {
        if (!await _turn.WaitAsync(0))
        {
            return false;
        }

        try
        {
            return await change();
        }
        finally
        {
            _turn.Release();
        }
    }
}
