using WorkerGrains.Engines;

namespace ThirdParty.Busy;

/// <summary>Counts aloud.</summary>
internal sealed class BusyCounter : IStreamingEngine<BusyCount, BusyNumber, BusyDone>
{
    public async Task<EngineOutcome<BusyDone>> RunAsync(BusyCount input, IItemSink<BusyNumber> items, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= input.To; number++)
        {
            await items.WriteAsync(new BusyNumber { Number = number }, cancellationToken);
            await Task.Delay(input.Milliseconds, cancellationToken);
        }

        return new BusyDone { Milliseconds = input.To * input.Milliseconds };
    }
}
