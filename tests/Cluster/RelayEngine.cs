using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Asks itself as often as it is told, then the capability that it is to ask, and says how many answered.</summary>
internal sealed class RelayEngine : IComposingEngine<Relay, Relayed>
{
    private int _runs;

    /// <summary>How often it ran, on this silo.</summary>
    public int Runs => Volatile.Read(ref _runs);

    public async Task<EngineOutcome<Relayed>> RunAsync(Relay input, IWorkCaller caller, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        if (input.Times > 0)
        {
            var next = await caller.RunAsync(ClusterCapabilities.Relay, input with { Times = input.Times - 1 }, cancellationToken);
            return next.IsSuccess ? new Relayed(next.Value.Answers + 1) : next.Error!;
        }

        WorkError? error = input.To switch
        {
            "test.hold" => (await caller.RunAsync(ClusterCapabilities.Hold, new Hold(), cancellationToken)).Error,
            "test.repeat" => (await caller.RunAsync(ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[100_000], Times = 10 }, cancellationToken)).Error,
            "test.where" => (await caller.RunAsync(ClusterCapabilities.Where, new Where(), cancellationToken)).Error,
            "test.count" => (await caller.RunAsync(ClusterCapabilities.Count, new Count { To = 3, UnluckyAt = 2 }, cancellationToken)).Error,
            _ => (await caller.RunAsync(ClusterCapabilities.Nobody, new Where(), cancellationToken)).Error,
        };
        return error is null ? new Relayed(1) : error;
    }
}
