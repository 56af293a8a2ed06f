using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;
using WorkerGrains.Tests.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Running;

public sealed class PreparingRunnerTests : IAsyncDisposable
{
    private static readonly WorkError s_truncated = new(WorkErrorCode.InvalidInput, "The image ends early.") { Reason = "image.truncated" };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualResetEventSlim _letGo = new();
    private readonly SemaphoreSlim _preparing = new(0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _letGo.Set();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_PreparedInput_RunsInABatch()
    {
        var engine = new PreparedEngine(static (id, _) => new Item(id));
        await using var runner = Create(engine);

        var running = RunAsync(runner, 7);
        (await engine.Held.NextAsync()).Complete();

        Assert.Equal("outcome 7", (await running).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_InputThatCannotBePrepared_NeverReachesTheEngine()
    {
        var engine = new PreparedEngine(static (_, _) => s_truncated);
        await using var runner = Create(engine);

        Assert.Equal(s_truncated, (await RunAsync(runner, 1)).Outcome.Error);
        Assert.False(engine.Held.HasNext);
        Assert.Equal(0, runner.Load.Waiting);
    }

    [Fact]
    public async Task RunAsync_PreparingThrows_LeavesNothingBehind()
    {
        var engine = new PreparedEngine(static (_, _) => throw new InvalidOperationException("secret"));
        await using var runner = Create(engine);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(runner, 1));
        Assert.Equal(0, runner.Load.Waiting);
    }

    [Fact]
    public async Task RunAsync_TooManyAdmitted_IsOverloadedBeforeAnythingIsPrepared()
    {
        var engine = new PreparedEngine((id, _) => Hold(id));
        await using var runner = Create(engine, new BatchingOptions { MaxQueueLength = 2 });
        var admitted = new[] { RunAsync(runner, 1), RunAsync(runner, 2) };

        var refused = RunAsync(runner, 3);

        Assert.True(refused.IsCompletedSuccessfully);
        var error = (await refused).Outcome.Error;
        Assert.Equal((WorkErrorCode.Overloaded, "The worker's queue of 2 is full."), (error?.Code, error?.Message));
        Assert.NotNull(error?.RetryAfter);
        Assert.Equal(2, runner.Load.Waiting);

        _letGo.Set();
        engine.Held.Release();
        await Task.WhenAll(admitted);
        Assert.Equal(0, runner.Load.Waiting);
        Assert.Null((await RunAsync(runner, 4)).Outcome.Error);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_PreparesNoMoreThanThereAreProcessors()
    {
        var most = 0;
        var now = 0;
        var engine = new PreparedEngine((id, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            var item = Hold(id);
            Interlocked.Decrement(ref now);
            return item;
        });
        await using var runner = Create(engine);
        engine.Held.Release();

        var running = Enumerable.Range(0, Environment.ProcessorCount * 4).Select(id => RunAsync(runner, id)).ToList();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            await _preparing.WaitAsync(Cancellation);
        }

        _letGo.Set();
        await Task.WhenAll(running);

        Assert.Equal(Environment.ProcessorCount, most);
    }

    [Fact]
    public async Task RunAsync_CanceledWhilePreparing_Stops()
    {
        var engine = new PreparedEngine((id, token) =>
        {
            _preparing.Release();
            _letGo.Wait(token);
            return new Item(id);
        });
        await using var runner = Create(engine);
        using var caller = new CancellationTokenSource();
        var gone = RunAsync(runner, 1, caller.Token);
        await _preparing.WaitAsync(Cancellation);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(0, runner.Load.Waiting);
    }

    [Fact]
    public async Task RunAsync_CanceledWhilePreparingThatGoesOn_LeaksNoItem()
    {
        Item? item = null;
        var engine = new PreparedEngine((id, _) => item = Hold(id));
        await using var runner = Create(engine);
        using var caller = new CancellationTokenSource();
        var gone = RunAsync(runner, 1, caller.Token);
        await _preparing.WaitAsync(Cancellation);

        await caller.CancelAsync();
        _letGo.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(1, item?.Disposals);
        Assert.False(engine.Held.HasNext);
    }

    [Fact]
    public async Task RunAsync_CanceledBeforeAProcessorIsFree_IsNotPrepared()
    {
        var prepared = 0;
        var engine = new PreparedEngine((id, _) =>
        {
            Interlocked.Increment(ref prepared);
            return Hold(id);
        });
        await using var runner = Create(engine);
        engine.Held.Release();
        var busy = Enumerable.Range(0, Environment.ProcessorCount).Select(id => RunAsync(runner, id)).ToList();
        using var caller = new CancellationTokenSource();
        var gone = RunAsync(runner, 99, caller.Token);

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _letGo.Set();
        await Task.WhenAll(busy);

        Assert.Equal(Environment.ProcessorCount, prepared);
    }

    [Fact]
    public async Task RunAsync_DeadlinePassesWhilePreparing_IsDropped()
    {
        Item? item = null;
        var engine = new PreparedEngine((id, _) => item = new Item(id));
        var runner = Create(engine);

        var report = await runner.RunAsync("1", RunTerms.None with { Expires = 0 }, Cancellation);
        await runner.DisposeAsync();

        Assert.Equal(WorkErrorCode.DeadlineExceeded, report.Outcome.Error?.Code);
        Assert.Equal(1, item?.Disposals);
    }

    [Fact]
    public async Task DisposeAsync_WhilePreparing_WaitsAndLeaksNoItem()
    {
        List<Item> items = [];
        var engine = new PreparedEngine((id, _) =>
        {
            var item = Hold(id);
            lock (items)
            {
                items.Add(item);
            }

            return item;
        });
        var runner = Create(engine);
        var running = Enumerable.Range(0, Environment.ProcessorCount + 2).Select(id => RunAsync(runner, id)).ToList();
        await _preparing.WaitAsync(Cancellation);

        var stopped = runner.DisposeAsync().AsTask();
        Assert.False(stopped.IsCompleted);
        _letGo.Set();
        await stopped;

        Assert.All(await Task.WhenAll(running), static report => Assert.Equal(new WorkError(WorkErrorCode.Unavailable, "The silo is stopping."), report.Outcome.Error));
        Assert.True(items.Count <= Environment.ProcessorCount);
        Assert.All(items, static item => Assert.Equal(1, item.Disposals));
        Assert.Equal(WorkErrorCode.Unavailable, (await RunAsync(runner, 9)).Outcome.Error?.Code);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private static Task<RunReport<string>> RunAsync(PreparingRunner<string, Item, string> runner, int id, CancellationToken? caller = null) =>
        runner.RunAsync(id.ToString(System.Globalization.CultureInfo.InvariantCulture), RunTerms.None, caller ?? Cancellation).AsTask();

    /// <summary>Prepares an input once the test lets go, whether or not anybody waits for it.</summary>
    private Item Hold(int id)
    {
        _preparing.Release();
        _letGo.Wait(Cancellation);
        return new Item(id);
    }

    private PreparingRunner<string, Item, string> Create(PreparedEngine engine, BatchingOptions? options = null)
    {
        options ??= new BatchingOptions();
        var instruments = new EngineInstruments(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        return new(engine, new Batcher<Item, string>("test.prepared", engine, options, instruments, TimeProvider.System, NullLogger.Instance), options.MaxQueueLength);
    }
}
