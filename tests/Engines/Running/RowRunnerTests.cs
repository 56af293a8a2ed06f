using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;
using WorkerGrains.Tests.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Running;

public sealed class RowRunnerTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly HeldRows _engine = new();
    private RowRunner<int[], Item, string, string>? _runner;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        // Before the runner, which waits for its lanes.
        _engine.Held.Release();
        if (_runner is not null)
        {
            await _runner.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_ManyRows_AreJoinedInTheirOrder()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 2 });
        _engine.Held.Release();

        var report = await RunAsync(runner, [5, 900, 1, 70, 70]);

        Assert.Equal("5, outcome 0, outcome 1, outcome 2, outcome 3, outcome 4", report.Outcome.Value);
        Assert.Equal(0, runner.Load.Waiting);
    }

    [Fact]
    public async Task RunAsync_RowsOfTwoInputs_ShareABatch()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 8 });
        var first = RunAsync(runner, [1]);
        var held = await _engine.Held.NextAsync();
        var second = RunAsync(runner, [1, 1]);
        await WaitForAsync(runner, 3);
        var third = RunAsync(runner, [1, 1, 1]);
        await WaitForAsync(runner, 6);

        held.Complete();
        var shared = await _engine.Held.NextAsync();
        shared.Complete();

        Assert.Equal([0, 1, 0, 1, 2], shared.Ids);
        Assert.Equal(["1, outcome 0", "2, outcome 0, outcome 1", "3, outcome 0, outcome 1, outcome 2"], (await Task.WhenAll(first, second, third)).Select(static report => report.Outcome.Value));
    }

    [Fact]
    public async Task RunAsync_InputOfManyRows_LetsOthersBetween()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 2 });
        var large = RunAsync(runner, [.. Enumerable.Repeat(1, 100)]);
        var batch = await _engine.Held.NextAsync();
        await WaitForAsync(runner, 100);
        var small = RunAsync(runner, [1]);
        await WaitForAsync(runner, 101);

        // The large one's rows are numbered from 0 as well: the second 0 is the small one's.
        List<int> ran = [.. batch.Ids];
        while (ran.Count(static id => id == 0) < 2)
        {
            batch.Complete();
            batch = await _engine.Held.NextAsync();
            ran.AddRange(batch.Ids);
        }

        // After no more than two batches' worth for the lane, and those that came into the queue before it was there.
        Assert.InRange(ran.Count, 2, 10);
        Assert.False(large.IsCompleted);
        batch.Complete();
        _engine.Held.Release();
        Assert.Equal("1, outcome 0", (await small).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_OneRowFails_IsItsErrorAndTheOthersAreDropped()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 1 });
        var running = RunAsync(runner, [1, 2, 3, 4]);
        (await _engine.Held.NextAsync()).Complete();

        (await _engine.Held.NextAsync()).Complete([new WorkError(WorkErrorCode.EngineFailed, "It is not a number.") { Reason = "test.nan" }]);
        var error = (await running).Outcome.Error;

        Assert.Equal((WorkErrorCode.EngineFailed, "test.nan", "Entry 1: It is not a number."), (error?.Code, error?.Reason, error?.Message));
        await Eventually.TrueAsync(() => runner.Load.Waiting == 0, "nothing waits");
        _engine.Held.Release();
        Assert.Equal("1, outcome 0", (await RunAsync(runner, [7])).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_InputThatCannotBeSplit_IsItsError()
    {
        var runner = Create(new BatchingOptions());

        Assert.Equal("There are no rows.", (await RunAsync(runner, [])).Outcome.Error?.Message);
        Assert.Equal(0, runner.Load.Waiting);
    }

    [Fact]
    public async Task RunAsync_NoRoomForTheRows_IsOverloadedBeforeAnyRuns()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 2, MaxQueueLength = 5 });
        var running = RunAsync(runner, [1, 1, 1]);
        var held = await _engine.Held.NextAsync();
        await WaitForAsync(runner, 3);

        Assert.Equal(WorkErrorCode.Overloaded, (await RunAsync(runner, [1, 1, 1])).Outcome.Error?.Code);
        var fitting = RunAsync(runner, [1, 1]);
        await WaitForAsync(runner, 5);
        Assert.Equal(WorkErrorCode.Overloaded, (await RunAsync(runner, [1])).Outcome.Error?.Code);

        held.Complete();
        _engine.Held.Release();
        Assert.Null((await running).Outcome.Error);
        Assert.Null((await fitting).Outcome.Error);
        Assert.Equal("100", (await RunAsync(runner, [.. Enumerable.Repeat(1, 100)])).Outcome.Value!.Split(',')[0]);
    }

    [Fact]
    public async Task RunAsync_CallerGone_DropsAllRowsAndStopsTheEngine()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 1 });
        using var caller = new CancellationTokenSource();
        var gone = RunAsync(runner, [1, 1, 1], caller.Token);
        var batch = await _engine.Held.NextAsync();

        await caller.CancelAsync();
        await batch.StopWhenCanceledAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Eventually.TrueAsync(() => runner.Load.Waiting == 0, "nothing waits");
        Assert.False(_engine.Held.HasNext);
    }

    [Fact]
    public async Task DisposeAsync_RowsWaiting_AreUnavailable()
    {
        var runner = Create(new BatchingOptions { MaxBatchSize = 1 });
        var running = RunAsync(runner, [1, 1, 1]);
        var batch = await _engine.Held.NextAsync();

        var stopped = runner.DisposeAsync().AsTask();
        await batch.StopWhenCanceledAsync();
        await stopped;

        Assert.Equal(WorkErrorCode.Unavailable, (await running).Outcome.Error?.Code);
    }

    private static Task WaitForAsync(RowRunner<int[], Item, string, string> runner, int rows) =>
        Eventually.TrueAsync(() => runner.Load.Waiting == rows, $"{rows} rows wait or run");

    private static Task<RunReport<string>> RunAsync(RowRunner<int[], Item, string, string> runner, int[] sizes, CancellationToken? caller = null) =>
        runner.RunAsync(sizes, RunTerms.None, caller ?? Cancellation).AsTask();

    private RowRunner<int[], Item, string, string> Create(BatchingOptions options) => _runner = new(
        _engine,
        new Batcher<Item, string>("test.rows", _engine, options, new EngineInstruments(_services.GetRequiredService<IMeterFactory>(), _time), _time, NullLogger.Instance),
        options);
}
