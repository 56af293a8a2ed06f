using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines.Streaming;
using WorkerGrains.Tests.Cluster;

namespace WorkerGrains.Tests.Engines.Streaming;

public sealed class StreamRunnerTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _logger = new();
    private readonly EngineGate _gate = new();
    private readonly List<StreamRunner<int, string, string>> _runners = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _gate.Open();
        foreach (var runner in _runners)
        {
            await runner.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Start_Input_GivesEncodedItemsAndTheOutcome()
    {
        var run = Create(new Echo()).Start(3, RunTerms.None, Cancellation);

        var items = await run.Items.ReadAllAsync(Cancellation).Select(static item => Encoding.UTF8.GetString(item.Span)).ToListAsync(Cancellation);

        Assert.Equal(["\"1\"", "\"2\"", "\"3\""], items);
        var report = await run.Report;
        Assert.Equal(("done", 1), (report.Outcome.Value, report.BatchSize));
    }

    [Fact]
    public async Task RunAsync_Input_GivesTheOutcomeWhateverNumberOfItems()
    {
        Assert.Equal("done", (await Create(new Echo(), maxItemsAhead: 1).RunAsync(1000, RunTerms.None, Cancellation)).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_AllLanesBusy_WaitsAndThenIsRefused()
    {
        var runner = Create(new Held(_gate), lanes: 1, maxQueueLength: 1);
        var running = runner.RunAsync(1, RunTerms.None, Cancellation).AsTask();
        var waiting = runner.RunAsync(2, RunTerms.None, Cancellation).AsTask();

        var refused = await runner.RunAsync(3, RunTerms.None, Cancellation);

        Assert.Equal((WorkErrorCode.Overloaded, 2), (refused.Outcome.Error?.Code, runner.Load.Waiting));
        Assert.False(waiting.IsCompleted);
        _gate.Open();
        Assert.All(await Task.WhenAll(running, waiting), static report => Assert.True(report.Outcome.IsSuccess));
        Assert.Equal(0, runner.Load.Waiting);
    }

    [Fact]
    public async Task RunAsync_SeveralWait_GoesByPriorityAndThenByTheirComing()
    {
        var engine = new Held(_gate);
        var runner = Create(engine, lanes: 1);
        List<Task<RunReport<string>>> runs = [runner.RunAsync(1, RunTerms.None, Cancellation).AsTask()];
        await _gate.Started.Task.WaitAsync(Cancellation);
        foreach (var (input, priority) in new[] { (2, WorkPriority.Low), (3, WorkPriority.Normal), (4, WorkPriority.High), (5, WorkPriority.Normal) })
        {
            runs.Add(runner.RunAsync(input, RunTerms.None with { Priority = priority }, Cancellation).AsTask());
        }

        _gate.Open();
        await Task.WhenAll(runs);

        Assert.Equal([1, 4, 3, 5, 2], engine.Inputs);
    }

    [Fact]
    public async Task RunAsync_CanceledWhileItWaits_LeavesItsPlace()
    {
        using var dropped = new MetricCollector<long>(Meters, Diagnostics.MeterName, "workergrains.engine.inputs.dropped");
        var runner = Create(new Held(_gate), lanes: 1, maxQueueLength: 1);
        _ = runner.RunAsync(1, RunTerms.None, Cancellation).AsTask();
        using var caller = new CancellationTokenSource();
        var waiting = runner.RunAsync(2, RunTerms.None, caller.Token).AsTask();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, runner.Load.Waiting);
        Assert.Equal("abandoned", Assert.Single(dropped.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task RunAsync_DeadlinePassesWhileItWaits_NeverReachesTheEngine()
    {
        var engine = new Held(_gate);
        var runner = Create(engine, lanes: 1);
        var running = runner.RunAsync(1, RunTerms.None, Cancellation).AsTask();
        var waiting = runner.RunAsync(2, RunTerms.None with { Expires = _time.GetTimestamp() + TimeSpan.TicksPerSecond }, Cancellation).AsTask();

        _time.Advance(TimeSpan.FromSeconds(1));
        _gate.Open();

        Assert.Equal((WorkErrorCode.DeadlineExceeded, TimeSpan.FromSeconds(1)), ((await waiting).Outcome.Error?.Code, (await waiting).Queue));
        Assert.Equal(TimeSpan.FromSeconds(1), (await running).Run);
        Assert.Equal([1], engine.Inputs);
    }

    [Fact]
    public async Task RunAsync_EngineThrows_FailsThatInputOnlyAndLogsNoContent()
    {
        using var durations = new MetricCollector<double>(Meters, Diagnostics.MeterName, "workergrains.engine.batch.duration");
        var runner = Create(new Echo());

        var failed = await runner.RunAsync(-1, RunTerms.None, Cancellation);
        var next = await runner.RunAsync(1, RunTerms.None, Cancellation);

        Assert.Equal(new WorkError(WorkErrorCode.EngineFailed, "The engine failed on this input."), failed.Outcome.Error);
        Assert.True(next.Outcome.IsSuccess);
        Assert.Equal("The engine of test.stream failed: InvalidOperationException.", Assert.Single(_logger.Collector.GetSnapshot()).Message);
        Assert.Equal(["failed", "completed"], durations.GetMeasurementSnapshot().Select(static one => one.Tags["outcome"]));
    }

    [Fact]
    public async Task RunAsync_Items_AreCounted()
    {
        using var items = new MetricCollector<long>(Meters, Diagnostics.MeterName, "workergrains.engine.items");
        using var first = new MetricCollector<double>(Meters, Diagnostics.MeterName, "workergrains.engine.first_item.duration");

        await Create(new Echo()).RunAsync(3, RunTerms.None, Cancellation);

        Assert.Equal(3, items.GetMeasurementSnapshot().Sum(static one => one.Value));
        Assert.Equal("test.stream", Assert.Single(first.GetMeasurementSnapshot()).Tags["capability"]);
    }

    [Fact]
    public async Task Load_LanesFree_TellsNoCost()
    {
        var runner = Create(new Held(_gate), lanes: 2);
        var first = runner.RunAsync(1, RunTerms.None, Cancellation).AsTask();
        _time.Advance(TimeSpan.FromSeconds(4));
        _gate.Open();
        await first;
        var still = new EngineGate();
        var busy = Create(new Held(still), lanes: 1);

        Assert.Equal(new RunnerLoad(0, 0), runner.Load);
        var held = busy.RunAsync(1, RunTerms.None, Cancellation).AsTask();
        Assert.Equal(new RunnerLoad(1, 0), busy.Load);
        still.Open();
        await held;
    }

    [Fact]
    public async Task DisposeAsync_RunsUnderWay_StopsThemAndWaitsForTheEngine()
    {
        var runner = Create(new Held(_gate), lanes: 1);
        var running = runner.RunAsync(1, RunTerms.None, Cancellation).AsTask();
        var waiting = runner.RunAsync(2, RunTerms.None, Cancellation).AsTask();
        await _gate.Started.Task.WaitAsync(Cancellation);

        await runner.DisposeAsync();

        Assert.True(_gate.Canceled.Task.IsCompleted);
        Assert.All(await Task.WhenAll(running, waiting), static report => Assert.Equal(WorkErrorCode.Unavailable, report.Outcome.Error?.Code));
    }

    private System.Diagnostics.Metrics.IMeterFactory Meters => _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();

    private StreamRunner<int, string, string> Create(IStreamingEngine<int, string, string> engine, int lanes = 2, int maxQueueLength = 8, int maxItemsAhead = 4)
    {
        var options = new BatchingOptions { Lanes = lanes, MaxQueueLength = maxQueueLength, MaxItemsAhead = maxItemsAhead };
        var runner = new StreamRunner<int, string, string>("test.stream", engine, options, new EngineInstruments(Meters, _time), _time, _logger);
        _runners.Add(runner);
        return runner;
    }

    private sealed class Echo : IStreamingEngine<int, string, string>
    {
        public async Task<EngineOutcome<string>> RunAsync(int input, IItemSink<string> items, CancellationToken cancellationToken)
        {
            for (var number = 1; number <= input; number++)
            {
                await items.WriteAsync(number.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
            }

            return input >= 0 ? "done" : throw new InvalidOperationException("A secret.");
        }
    }

    private sealed class Held(EngineGate gate) : IStreamingEngine<int, string, string>
    {
        public List<int> Inputs { get; } = [];

        public async Task<EngineOutcome<string>> RunAsync(int input, IItemSink<string> items, CancellationToken cancellationToken)
        {
            Inputs.Add(input);
            await gate.PassAsync(cancellationToken);
            return "done";
        }
    }
}
