using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherCancellationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_AllCallersGone_StopsTheEngine()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var running = new[] { harness.RunAsync(1, one.Token), harness.RunAsync(2, other.Token) };
        first.Complete();
        var batch = await harness.Engine.NextAsync();

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running[0]);
        Assert.False(batch.CancellationToken.IsCancellationRequested);
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running[1]);

        await batch.StopWhenCanceledAsync();
        (await harness.OccupyAsync(3)).Complete();
    }

    [Fact]
    public async Task RunAsync_OneCallerRemains_EngineGoesOn()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var gone = harness.RunAsync(1, caller.Token);
        var remaining = harness.RunAsync(2, Cancellation);
        first.Complete();
        var batch = await harness.Engine.NextAsync();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        Assert.False(batch.CancellationToken.IsCancellationRequested);
        batch.Complete();
        Assert.Equal("outcome 2", (await remaining).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_CanceledAfterItsOutcome_CancelsNothing()
    {
        await using var harness = new BatcherHarness();
        using var caller = new CancellationTokenSource();
        var running = harness.RunAsync(1, caller.Token);
        (await harness.Engine.NextAsync()).Complete();
        await running;
        var next = await harness.OccupyAsync(2);

        await caller.CancelAsync();

        Assert.False(next.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task RunAsync_CanceledRun_TeachesNothingAboutItsTime()
    {
        await using var harness = new BatcherHarness();
        using var caller = new CancellationTokenSource();
        var gone = harness.RunAsync(1, caller.Token);
        var batch = await harness.Engine.NextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(9));

        await caller.CancelAsync();
        await batch.StopWhenCanceledAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await harness.OccupyAsync(2);

        Assert.Equal(0f, harness.Batcher.Load.SecondsPerInput);
    }

    /// <summary>Callers give up at the very moment their batch completes: none of them may stop a batch that others wait for.</summary>
    [Fact]
    public async Task RunAsync_CancellationRacesCompletion_NeverStopsTheNextBatch()
    {
        var engine = new WatchingEngine();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var batcher = new Batcher<Caller, int>(
            "test.race", engine, new BatchingOptions { Lanes = 2, MaxBatchSize = 3 },
            new EngineInstruments(services.GetRequiredService<IMeterFactory>(), TimeProvider.System), TimeProvider.System, NullLogger.Instance);

        await Parallel.ForEachAsync(Enumerable.Range(0, 4), Cancellation, async (worker, _) =>
        {
            for (var round = 0; round < 3000; round++)
            {
                using var caller = new Caller(round);
                var running = batcher.RunAsync(caller, RunTerms.None, caller.Token).AsTask();
                if (worker % 2 == 0)
                {
                    // Gives up when the engine is just about to be done.
                    engine.OnDone(caller);
                }

                try
                {
                    Assert.Equal(round, (await running).Outcome.Value);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(caller.Token.IsCancellationRequested);
                }
            }
        });

        Assert.Empty(engine.StoppedForNothing);
        Assert.Equal(0, batcher.Load.Waiting);
    }

    private sealed class Caller(int id) : IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public int Id { get; } = id;

        public CancellationToken Token => _source.Token;

        public void GiveUp() => _source.Cancel();

        // The batcher disposes of it as its input; the token must still answer then.
        public void Dispose()
        {
        }
    }

    private sealed class WatchingEngine : IEngine<Caller, int>
    {
        private readonly ConcurrentQueue<Caller> _givingUp = new();

        public ConcurrentQueue<int> StoppedForNothing { get; } = new();

        public void OnDone(Caller caller) => _givingUp.Enqueue(caller);

        public Task<IReadOnlyList<EngineOutcome<int>>> RunAsync(IReadOnlyList<Caller> batch, CancellationToken cancellationToken)
        {
            if (_givingUp.TryDequeue(out var caller))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static caller => caller.GiveUp(), caller, preferLocal: false);
            }

            if (cancellationToken.IsCancellationRequested && batch.Any(static input => !input.Token.IsCancellationRequested))
            {
                StoppedForNothing.Enqueue(batch[0].Id);
            }

            return Task.FromResult<IReadOnlyList<EngineOutcome<int>>>([.. batch.Select(static input => (EngineOutcome<int>)input.Id)]);
        }
    }
}
