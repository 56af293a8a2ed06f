using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Cluster;

internal sealed class CountEngine(ILocalSiloDetails silo, ClusterGates gates) : IStreamingEngine<Count, Counted, CountEnd>
{
    public async Task<EngineOutcome<CountEnd>> RunAsync(Count input, IItemSink<Counted> items, CancellationToken cancellationToken)
    {
        var counting = gates.Counting;
        try
        {
            for (var number = 1; number <= input.To; number++)
            {
                if (number == input.HoldAt)
                {
                    await counting.Gate.PassAsync(cancellationToken);
                }

                if (number == input.UnluckyAt)
                {
                    return new WorkError(WorkErrorCode.InvalidInput, "The number is unlucky. Count less far.") { Reason = "count.unlucky" };
                }

                if (number == input.BreakAt)
                {
                    throw new InvalidOperationException("Broken.");
                }

                await counting.WatchAsync(items.WriteAsync(new Counted { Number = number, Silo = silo.Name, Padding = new string('x', input.PaddingBytes) }, cancellationToken));
            }

            return new CountEnd(input.To, silo.Name);
        }
        catch (OperationCanceledException)
        {
            counting.Canceled.TrySetResult();
            throw;
        }
    }
}
