using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherDeadlineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_DeadlinePassesWhileTheEngineIsBusy_FailsAtOnce()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxQueueLength = 2 });
        var held = await harness.OccupyAsync();
        var item = new Item(1);
        var late = harness.RunAsync(item, TimeSpan.FromSeconds(5));
        var inTime = harness.RunAsync(new Item(2), TimeSpan.FromSeconds(5.1));

        harness.Time.Advance(TimeSpan.FromSeconds(5));
        var report = await late;

        Assert.False(held.Outcomes.IsCompleted);
        Assert.Equal((WorkErrorCode.DeadlineExceeded, TimeSpan.FromSeconds(5)), (report.Outcome.Error?.Code, report.Queue));
        Assert.Equal(1, item.Disposals);
        Assert.Equal(2, harness.Batcher.Load.Waiting);

        // Its place is free again, and the next deadline is watched as well.
        var next = harness.RunAsync(3, Cancellation);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(WorkErrorCode.DeadlineExceeded, (await inTime).Outcome.Error?.Code);
        Assert.Equal([[3]], await harness.RunAllAsync(held, 1));
        Assert.Null((await next).Outcome.Error);
    }

    [Fact]
    public async Task RunAsync_EarlierDeadlineComesLater_IsNotMissed()
    {
        await using var harness = new BatcherHarness();
        await harness.OccupyAsync();
        var later = harness.RunAsync(new Item(1), TimeSpan.FromMinutes(5));
        var sooner = harness.RunAsync(new Item(2), TimeSpan.FromSeconds(1));

        harness.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(WorkErrorCode.DeadlineExceeded, (await sooner).Outcome.Error?.Code);
        Assert.False(later.IsCompleted);
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(WorkErrorCode.DeadlineExceeded, (await later).Outcome.Error?.Code);
    }

    [Fact]
    public async Task RunAsync_DeadlineAlreadyPassed_NeverQueues()
    {
        await using var harness = new BatcherHarness();
        var item = new Item(1);

        var report = await harness.RunAsync(item, TimeSpan.Zero);

        Assert.Equal(WorkErrorCode.DeadlineExceeded, report.Outcome.Error?.Code);
        Assert.Equal(1, item.Disposals);
        Assert.False(harness.Engine.HasNext);
    }

    [Fact]
    public async Task RunAsync_DeadlineThatCannotBeMet_IsRefusedBeforeItWaits()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 1 }, "test.late");
        using var dropped = new MetricCollector<long>(harness.Meters, Diagnostics.MeterName, "workergrains.engine.inputs.dropped");
        var held = await LearnAsync(harness, TimeSpan.FromSeconds(4));
        _ = harness.RunAsync(2, Cancellation);
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        // 3 seconds of the one that runs and 4 of the one that waits, with a tenth more to be sure, and 4 of its own.
        var item = new Item(3);
        var refused = harness.RunAsync(item, TimeSpan.FromSeconds(11.6));
        var accepted = harness.RunAsync(new Item(4), TimeSpan.FromSeconds(11.8));

        Assert.True(refused.IsCompletedSuccessfully);
        var error = (await refused).Outcome.Error;
        Assert.Equal((WorkErrorCode.DeadlineExceeded, TimeSpan.FromSeconds(11.7)), (error?.Code, error?.RetryAfter));
        Assert.Equal("The answer would take about 11700 ms, longer than the deadline allows. Allow more time or try again later.", error?.Message);
        Assert.Equal(1, item.Disposals);
        Assert.False(accepted.IsCompleted);
        Assert.Equal("too_late", Assert.Single(dropped.GetMeasurementSnapshot()).Tags["reason"]);
        held.Complete();
    }

    [Fact]
    public async Task RunAsync_HighPriority_WaitsForItsEqualsOnly()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 1 });
        await LearnAsync(harness, TimeSpan.FromSeconds(4));
        _ = harness.RunAsync(2, Cancellation);
        _ = harness.RunAsync(3, Cancellation);

        Assert.True(harness.RunAsync(new Item(4), TimeSpan.FromSeconds(9)).IsCompletedSuccessfully);
        Assert.False(harness.RunAsync(new Item(5), TimeSpan.FromSeconds(9), WorkPriority.High).IsCompleted);
        Assert.True(harness.RunAsync(new Item(6), TimeSpan.FromSeconds(9), WorkPriority.High).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task RunAsync_IdleEngineThatWasSlow_IsTriedAgain()
    {
        await using var harness = new BatcherHarness();
        (await LearnAsync(harness, TimeSpan.FromSeconds(4))).Complete();
        await harness.RunIdleAsync();

        var running = harness.RunAsync(new Item(5), TimeSpan.FromSeconds(1));
        (await harness.Engine.NextAsync()).Complete();

        Assert.Null((await running).Outcome.Error);
    }

    [Fact]
    public async Task Load_OneLaneFree_NobodyWaits()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { Lanes = 2, MaxBatchSize = 1 });
        await LearnAsync(harness, TimeSpan.FromSeconds(4));
        Assert.Equal((1, TimeSpan.Zero, 4f), (harness.Batcher.Load.Waiting, harness.Batcher.Load.ExpectedWait, harness.Batcher.Load.RunSeconds));

        _ = harness.RunAsync(2, Cancellation);
        await harness.Engine.NextAsync();
        _ = harness.RunAsync(3, Cancellation);

        // Two that run and one that waits, on two lanes.
        Assert.Equal((3, TimeSpan.FromSeconds(6)), (harness.Batcher.Load.Waiting, harness.Batcher.Load.ExpectedWait));
    }

    /// <summary>Lets the batcher see that an input takes so long, and makes a lane busy with another.</summary>
    private static async Task<HeldBatch> LearnAsync(BatcherHarness harness, TimeSpan took)
    {
        var known = harness.RunAsync(0, Cancellation);
        var batch = await harness.Engine.NextAsync();
        harness.Time.Advance(took);
        batch.Complete();
        await known;
        await harness.RunIdleAsync();
        return await harness.OccupyAsync(1);
    }
}
