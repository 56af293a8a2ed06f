using WorkerGrains.Engines;

namespace ThirdParty.Busy;

/// <summary>Holds its thread for as long as it is told, or until nobody waits any more.</summary>
internal sealed class BusyEngine : IEngine<BusyWait, BusyDone>
{
    public Task<IReadOnlyList<EngineOutcome<BusyDone>>> RunAsync(IReadOnlyList<BusyWait> batch, CancellationToken cancellationToken)
    {
        foreach (var input in batch)
        {
            cancellationToken.WaitHandle.WaitOne(input.Milliseconds);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<BusyDone>>>([.. batch.Select(static input => (EngineOutcome<BusyDone>)new BusyDone { Milliseconds = input.Milliseconds })]);
    }
}
