using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherStoppingTests
{
    private static readonly WorkError s_stopping = new(WorkErrorCode.Unavailable, "The silo is stopping.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_WaitingAndRunning_AreUnavailableAndTheLanesEnd()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { Lanes = 2, MaxBatchSize = 1 });
        var running = new[] { harness.RunAsync(1, Cancellation), harness.RunAsync(2, Cancellation) };
        var batches = new[] { await harness.Engine.NextAsync(), await harness.Engine.NextAsync() };
        var waiting = new[] { harness.RunAsync(3, Cancellation), harness.RunAsync(4, Cancellation) };

        var stopped = harness.Batcher.DisposeAsync().AsTask();
        var reports = await Task.WhenAll(waiting);
        Assert.False(stopped.IsCompleted);
        await Task.WhenAll(batches.Select(static batch => batch.StopWhenCanceledAsync()));
        await stopped;

        Assert.All(reports.Concat(await Task.WhenAll(running)), static report => Assert.Equal(s_stopping, report.Outcome.Error));
        Assert.All(batches, static batch => Assert.False(batch.Lane.IsAlive));
        Assert.False(harness.Engine.HasNext);
    }

    [Fact]
    public async Task DisposeAsync_EngineFinishesAnyway_ItsOutcomesCount()
    {
        await using var harness = new BatcherHarness();
        var running = harness.RunAsync(1, Cancellation);
        var batch = await harness.Engine.NextAsync();

        var stopped = harness.Batcher.DisposeAsync().AsTask();
        batch.Complete();
        await stopped;

        Assert.Equal("outcome 1", (await running).Outcome.Value);
    }

    [Fact]
    public async Task DisposeAsync_BatchThatFailed_IsNotRunOneByOne()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var waiting = new[] { harness.RunAsync(1, Cancellation), harness.RunAsync(2, Cancellation) };
        first.Complete();
        var failing = await harness.Engine.NextAsync();

        var stopped = harness.Batcher.DisposeAsync().AsTask();
        failing.Fail(new InvalidOperationException());
        await stopped;

        Assert.All(await Task.WhenAll(waiting), static report => Assert.Equal(s_stopping, report.Outcome.Error));
        Assert.False(harness.Engine.HasNext);
    }

    [Fact]
    public async Task RunAsync_Stopped_IsUnavailable()
    {
        await using var harness = new BatcherHarness();
        await harness.Batcher.DisposeAsync();

        Assert.Equal(s_stopping, (await harness.RunAsync(1, Cancellation)).Outcome.Error);
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsAsGoodAsOnce()
    {
        await using var harness = new BatcherHarness();

        await harness.Batcher.DisposeAsync();
        await harness.Batcher.DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_CallerGivesUpMeanwhile_EveryCallEnds()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();

        // Disposing of the first input makes the caller of the second give up, after the batcher has begun to stop.
        var one = new Item(1) { OnDispose = caller.Cancel };
        var other = new Item(2);
        var waiting = new[] { harness.RunAsync(one, Cancellation), harness.RunAsync(other, caller.Token) };
        var stopped = harness.Batcher.DisposeAsync().AsTask();
        first.Complete();
        await stopped;

        Assert.Equal(s_stopping, (await waiting[0]).Outcome.Error);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1]);
        Assert.Equal((1, 1), (one.Disposals, other.Disposals));
    }
}
