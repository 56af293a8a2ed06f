using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_QueueFull_IsOverloadedWithATimeToRetry()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxQueueLength = 2 });
        await harness.OccupyAsync();
        _ = harness.RunAsync(1, Cancellation);
        _ = harness.RunAsync(2, Cancellation);

        var refused = harness.RunAsync(3, Cancellation);

        Assert.True(refused.IsCompletedSuccessfully);
        var error = (await refused).Outcome.Error;
        Assert.Equal((WorkErrorCode.Overloaded, "The worker's queue of 2 is full."), (error?.Code, error?.Message));
        Assert.Equal(TimeSpan.FromSeconds(1), error?.RetryAfter);
    }

    [Fact]
    public async Task RunAsync_QueueFull_AsksToRetryWhenAPlaceShouldBeFree()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxQueueLength = 2, MaxBatchSize = 1 });
        var known = harness.RunAsync(0, Cancellation);
        var first = await harness.Engine.NextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(4));
        first.Complete();
        await known;
        await harness.OccupyAsync(1);
        _ = harness.RunAsync(2, Cancellation);
        _ = harness.RunAsync(3, Cancellation);

        var error = (await harness.RunAsync(4, Cancellation)).Outcome.Error;

        Assert.Equal(TimeSpan.FromSeconds(12), error?.RetryAfter);
    }

    [Fact]
    public async Task RunAsync_CanceledEntry_FreesItsPlaceAtOnce()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxQueueLength = 1 });
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var gone = harness.RunAsync(1, caller.Token);

        await caller.CancelAsync();
        var next = harness.RunAsync(2, Cancellation);
        first.Complete();
        var batch = await harness.Engine.NextAsync();
        batch.Complete();

        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone)).CancellationToken);
        Assert.Equal("outcome 2", (await next).Outcome.Value);
        Assert.Equal([2], batch.Ids);
    }

    [Fact]
    public async Task RunAsync_CanceledWhileWaiting_CompletesAtOnceAndNeverReachesTheEngine()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var waiting = new[] { harness.RunAsync(1, Cancellation), harness.RunAsync(2, caller.Token), harness.RunAsync(3, Cancellation) };

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1]);
        Assert.False(first.Outcomes.IsCompleted);
        Assert.Equal(3, harness.Batcher.Load.Waiting);
        first.Complete();
        var batch = await harness.Engine.NextAsync();
        batch.Complete();

        Assert.Equal([1, 3], batch.Ids);
    }

    [Fact]
    public async Task RunAsync_CanceledBefore_NeverReachesTheEngine()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();

        var gone = harness.RunAsync(1, new CancellationToken(canceled: true));
        _ = harness.RunAsync(2, Cancellation);

        Assert.True(gone.IsCanceled);
        first.Complete();
        Assert.Equal([2], (await harness.Engine.NextAsync()).Ids);
    }

    [Fact]
    public async Task RunAsync_DeadlinePassesInTheQueue_IsDropped()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var late = harness.RunAsync(new Item(1), TimeSpan.FromSeconds(5));
        var inTime = harness.RunAsync(new Item(2), TimeSpan.FromSeconds(5.1));

        harness.Time.Advance(TimeSpan.FromSeconds(5));
        first.Complete();
        var batch = await harness.Engine.NextAsync();
        batch.Complete();

        Assert.Equal([2], batch.Ids);
        Assert.Null((await inTime).Outcome.Error);
        var report = await late;
        Assert.Equal(new WorkError(WorkErrorCode.DeadlineExceeded, "The deadline passed while the input waited in the queue."), report.Outcome.Error);
        Assert.Equal(TimeSpan.FromSeconds(5), report.Queue);
    }

    [Fact]
    public async Task RunAsync_EveryDeadlinePasses_EngineIsNotAsked()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var late = Enumerable.Range(1, 3).Select(id => harness.RunAsync(new Item(id), TimeSpan.FromSeconds(1))).ToList();

        harness.Time.Advance(TimeSpan.FromSeconds(2));
        first.Complete();

        Assert.All(await Task.WhenAll(late), static report => Assert.Equal(WorkErrorCode.DeadlineExceeded, report.Outcome.Error?.Code));
        Assert.False(harness.Engine.HasNext);
        Assert.Equal([9], (await harness.OccupyAsync(9)).Ids);
    }

    [Fact]
    public async Task RunAsync_ExpiredBehindAFullBatch_StillExpires()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 1 });
        var first = await harness.OccupyAsync();
        var running = harness.RunAsync(1, Cancellation);
        var late = harness.RunAsync(new Item(2), TimeSpan.FromSeconds(1));

        harness.Time.Advance(TimeSpan.FromSeconds(2));
        first.Complete();
        (await harness.Engine.NextAsync()).Complete();

        Assert.Null((await running).Outcome.Error);
        Assert.Equal(WorkErrorCode.DeadlineExceeded, (await late).Outcome.Error?.Code);
        Assert.False(harness.Engine.HasNext);
    }
}
