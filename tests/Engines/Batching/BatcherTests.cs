using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_IdleEngine_RunsAtOnceAndAlone()
    {
        await using var harness = new BatcherHarness();

        var running = harness.RunAsync(7, Cancellation);
        var batch = await harness.Engine.NextAsync();
        batch.Complete();
        var report = await running;

        Assert.Equal([7], batch.Ids);
        Assert.Equal("outcome 7", report.Outcome.Value);
        Assert.Equal(1, report.BatchSize);
        Assert.Equal("test:0", harness.Batcher.Device);
    }

    [Fact]
    public async Task RunAsync_BusyEngine_BatchesWhatWaitsInOrder()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 4 });
        var first = await harness.OccupyAsync();

        var waiting = Enumerable.Range(1, 6).Select(id => harness.RunAsync(id, Cancellation)).ToList();
        first.Complete();
        var second = await harness.Engine.NextAsync();
        second.Complete();
        var third = await harness.Engine.NextAsync();
        third.Complete();

        Assert.Equal([1, 2, 3, 4], second.Ids);
        Assert.Equal([5, 6], third.Ids);
        var reports = await Task.WhenAll(waiting);
        Assert.Equal(Enumerable.Range(1, 6).Select(static id => $"outcome {id}"), reports.Select(static report => report.Outcome.Value));
        Assert.Equal([4, 4, 4, 4, 2, 2], reports.Select(static report => report.BatchSize));
    }

    [Theory]
    [InlineData(new[] { 5, 5, 5, 5 }, new[] { 2, 2 })]
    [InlineData(new[] { 3, 3, 3, 1, 1 }, new[] { 3, 2 })]
    [InlineData(new[] { 1, 1, 4, 1 }, new[] { 3, 1 })]
    [InlineData(new[] { 1, 1, 1, 3 }, new[] { 3, 1 })]
    [InlineData(new[] { 10, 1, 1 }, new[] { 1, 2 })]
    [InlineData(new[] { 99, 1, 99, 1 }, new[] { 1, 2, 1 })]
    [InlineData(new[] { int.MaxValue, int.MaxValue }, new[] { 1, 1 })]
    public async Task RunAsync_MaxPaddedSize_LimitsLongestTimesCount(int[] sizes, int[] batches)
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxPaddedSize = 10 });
        var first = await harness.OccupyAsync();

        var waiting = sizes.Select((size, id) => harness.RunAsync(new Item(id, size), Cancellation)).ToList();
        first.Complete();
        List<int> counts = [];
        foreach (var _ in batches)
        {
            var batch = await harness.Engine.NextAsync();
            counts.Add(batch.Ids.Count);
            batch.Complete();
        }

        Assert.Equal(batches, counts);
        Assert.Equal(Enumerable.Range(0, sizes.Length).Select(static id => $"outcome {id}"), (await Task.WhenAll(waiting)).Select(static report => report.Outcome.Value));
    }

    [Fact]
    public async Task RunAsync_TwoLanes_RunTwoBatchesAtOnce()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { Lanes = 2 });

        var (one, other) = (harness.RunAsync(1, Cancellation), harness.RunAsync(2, Cancellation));
        var first = await harness.Engine.NextAsync();
        if (first.Ids.Count == 2)
        {
            // One lane was quick enough to take both: the other lane is still free.
            _ = harness.RunAsync(3, Cancellation);
        }

        var second = await harness.Engine.NextAsync();

        Assert.NotSame(first.Lane, second.Lane);
        Assert.Equal(2, harness.Batcher.Lanes);
        second.Complete();
        first.Complete();
        await Task.WhenAll(one, other);
    }

    [Fact]
    public async Task RunAsync_Engine_RunsOnAThreadOfItsOwn()
    {
        await using var harness = new BatcherHarness(capability: "test.thread");

        var batch = await harness.OccupyAsync();

        Assert.False(batch.Lane.IsThreadPoolThread);
        Assert.Equal("test.thread lane 0", batch.Lane.Name);
    }

    [Fact]
    public async Task RunAsync_Report_SaysWhereTheTimeWent()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();

        var running = harness.RunAsync(1, Cancellation);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        first.Complete();
        var batch = await harness.Engine.NextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        batch.Complete();
        var report = await running;

        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), (report.Queue, report.Batch, report.Run));
    }

    [Fact]
    public async Task Load_WaitingAndRunning_AreCountedAndTimed()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { Lanes = 1 });
        var running = harness.RunAsync(0, Cancellation);
        var first = await harness.Engine.NextAsync();
        _ = harness.RunAsync(1, Cancellation);
        _ = harness.RunAsync(2, Cancellation);

        Assert.Equal((3, 0f), (harness.Batcher.Load.Waiting, harness.Batcher.Load.SecondsPerInput));
        harness.Time.Advance(TimeSpan.FromSeconds(4));
        first.Complete();
        await running;
        await harness.Engine.NextAsync();

        Assert.Equal((2, 4f), (harness.Batcher.Load.Waiting, harness.Batcher.Load.SecondsPerInput));
        Assert.Equal(TimeSpan.FromSeconds(8), harness.Batcher.Load.ExpectedWait);
    }
}
