using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Batching;

/// <summary>Whatever becomes of an input, it is disposed of once.</summary>
public sealed class BatcherInputDisposalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_InputsThatRan_AreDisposedOfAfterwards()
    {
        await using var harness = new BatcherHarness();
        var items = Items(3);
        var first = await harness.OccupyAsync();
        var waiting = items.Select(item => harness.RunAsync(item, Cancellation)).ToList();
        first.Complete();
        var batch = await harness.Engine.NextAsync();

        Assert.All(items, static item => Assert.Equal(0, item.Disposals));
        batch.Complete();
        await Task.WhenAll(waiting);

        await AssertDisposedOnceAsync(harness, items);
    }

    [Fact]
    public async Task RunAsync_Refused_IsDisposedOf()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxQueueLength = 1 });
        await harness.OccupyAsync();
        _ = harness.RunAsync(1, Cancellation);
        var item = new Item(2);

        await harness.RunAsync(item, Cancellation);

        Assert.Equal(1, item.Disposals);
        await AssertDisposedOnceAsync(harness, item);
    }

    [Fact]
    public async Task RunAsync_CanceledBefore_IsDisposedOf()
    {
        await using var harness = new BatcherHarness();
        var item = new Item(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.RunAsync(item, new CancellationToken(canceled: true)));

        Assert.Equal(1, item.Disposals);
        await AssertDisposedOnceAsync(harness, item);
    }

    [Fact]
    public async Task RunAsync_CanceledWhileWaiting_IsDisposedOfAtOnce()
    {
        await using var harness = new BatcherHarness();
        await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var item = new Item(1);
        var gone = harness.RunAsync(item, caller.Token);

        await caller.CancelAsync();

        Assert.Equal(1, item.Disposals);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await AssertDisposedOnceAsync(harness, item);
    }

    [Fact]
    public async Task RunAsync_CanceledWhileRunning_IsDisposedOfWhenTheEngineIsDone()
    {
        await using var harness = new BatcherHarness();
        using var caller = new CancellationTokenSource();
        var item = new Item(1);
        var gone = harness.RunAsync(item, caller.Token);
        var batch = await harness.Engine.NextAsync();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        // The engine still reads it.
        Assert.Equal(0, item.Disposals);
        await batch.StopWhenCanceledAsync();
        await AssertDisposedOnceAsync(harness, item);
    }

    [Fact]
    public async Task RunAsync_Expired_IsDisposedOf()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var item = new Item(1);
        var late = harness.RunAsync(item, TimeSpan.FromSeconds(1));

        harness.Time.Advance(TimeSpan.FromSeconds(1));
        first.Complete();
        await late;

        await AssertDisposedOnceAsync(harness, item);
    }

    [Fact]
    public async Task RunAsync_BatchRunAgain_IsDisposedOfOnceAllHaveRun()
    {
        await using var harness = new BatcherHarness();
        var items = Items(2);
        var first = await harness.OccupyAsync();
        var waiting = items.Select(item => harness.RunAsync(item, Cancellation)).ToList();
        first.Complete();

        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException());
        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException());
        (await harness.Engine.NextAsync()).Complete();
        await Task.WhenAll(waiting);

        await AssertDisposedOnceAsync(harness, items);
    }

    [Fact]
    public async Task DisposeAsync_WaitingAndRunning_AreDisposedOf()
    {
        await using var harness = new BatcherHarness();
        var items = Items(3);
        var running = harness.RunAsync(items[0], Cancellation);
        var batch = await harness.Engine.NextAsync();
        var waiting = items.Skip(1).Select(item => harness.RunAsync(item, Cancellation)).ToList();

        var stopped = harness.Batcher.DisposeAsync().AsTask();
        await batch.StopWhenCanceledAsync();
        await stopped;
        await Task.WhenAll([running, .. waiting]);

        await AssertDisposedOnceAsync(harness, items);
    }

    [Fact]
    public async Task RunAsync_Stopped_IsDisposedOf()
    {
        await using var harness = new BatcherHarness();
        await harness.Batcher.DisposeAsync();
        var item = new Item(1);

        await harness.RunAsync(item, Cancellation);

        await AssertDisposedOnceAsync(harness, item);
    }

    [Fact]
    public async Task RunAsync_InputThatCannotBeDisposedOf_LeavesTheLaneRunning()
    {
        await using var harness = new BatcherHarness();
        var running = harness.RunAsync(new Item(1) { OnDispose = static () => throw new InvalidOperationException() }, Cancellation);
        (await harness.Engine.NextAsync()).Complete();
        Assert.Null((await running).Outcome.Error);

        var next = harness.RunAsync(2, Cancellation);
        (await harness.Engine.NextAsync()).Complete();

        Assert.Null((await next).Outcome.Error);
    }

    /// <summary>Callers that come, go, expire and are refused while batches fail and the batcher stops.</summary>
    [Fact]
    public async Task RunAsync_EverythingAtOnce_EveryInputIsDisposedOfOnce()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { Lanes = 2, MaxBatchSize = 3, MaxQueueLength = 8 });
        var random = new Random(3);
        List<Item> items = [];
        List<Task<RunReport<string>>> calls = [];
        List<CancellationTokenSource> callers = [];
        for (var round = 0; round < 2000; round++)
        {
            items.Add(new Item(round));
            callers.Add(new CancellationTokenSource());
            calls.Add(round % 5 == 0
                ? harness.RunAsync(items[^1], TimeSpan.FromTicks(random.Next(3)))
                : harness.RunAsync(items[^1], callers[^1].Token));
            harness.Time.Advance(TimeSpan.FromTicks(1));
            if (round % 3 == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static caller => caller.Cancel(), callers[random.Next(callers.Count)], preferLocal: false);
            }

            if (round < 1900 && round % 2 == 0)
            {
                var batch = harness.Engine.HasNext ? await harness.Engine.NextAsync() : null;
                if (round % 8 == 0)
                {
                    batch?.Fail(new InvalidOperationException());
                }
                else
                {
                    batch?.Complete();
                }
            }

            if (round == 1900)
            {
                harness.Engine.Release();
            }
        }

        await harness.Batcher.DisposeAsync();

        await Task.WhenAll(calls.Select(static call => Task.WhenAny(call)));
        Assert.All(items, static item => Assert.Equal(1, item.Disposals));
    }

    private static List<Item> Items(int count) => [.. Enumerable.Range(1, count).Select(static id => new Item(id))];

    private static async Task AssertDisposedOnceAsync(BatcherHarness harness, params IEnumerable<Item> items)
    {
        // Its lanes have ended when the batcher is disposed of, so nothing is under way any more.
        harness.Engine.Release();
        await harness.Batcher.DisposeAsync();
        Assert.All(items, static item => Assert.Equal(1, item.Disposals));
    }
}
