using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Running;
using WorkerGrains.Tests.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Running;

public sealed class EngineHandlerTests : IAsyncDisposable
{
    private const string SecretWord = "kanarienvogel";

    private static readonly Capability<Greet, Greeting> s_capability = new("test.handled", "1.2.0") { MaxOutputBytes = 30 };
    private static readonly WorkError s_failed = new(WorkErrorCode.EngineFailed, "The engine failed on this input.");

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<EngineHandler<Greet, Greeting>> _logger = new();
    private readonly ScriptedRunner _echo = new(static input => new RunReport<Greeting>(new Greeting { Message = input.Message }) { BatchSize = 2, Queue = TimeSpan.FromSeconds(1), Batch = TimeSpan.FromSeconds(3), Run = TimeSpan.FromSeconds(2) });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _echo.DisposeAsync();

    [Fact]
    public async Task RunAsync_GoodInput_IsDecodedRunAndEncoded()
    {
        await using var handler = Create(_echo);

        var result = await handler.RunAsync(Request("""{"message":"Hello"}"""), Cancellation);

        Assert.Null(result.Error);
        Assert.Equal("""{"message":"Hello"}"""u8.ToArray(), result.Payload.Bytes.ToArray());
        Assert.Equal((MediaTypes.Json, new CapabilityVersion(1, 2, 0)), (result.ContentType, result.Version!.Value));
        Assert.Equal(
            new WorkTimings { Queue = TimeSpan.FromSeconds(1), Batch = TimeSpan.FromSeconds(3), Run = TimeSpan.FromSeconds(2), BatchSize = 2, Device = "test:1" },
            result.Timings);
    }

    [Fact]
    public async Task Properties_Handler_AreThoseOfItsCapabilityAndRunner()
    {
        var handler = Create(_echo);

        Assert.Same(s_capability.Descriptor, handler.Capability);
        Assert.Equal(("test:1", 3, new RunnerLoad(5, 0.5f)), (handler.Device, handler.Lanes, handler.Load));
        Assert.True(handler.Readiness.IsReady);
        await handler.DisposeAsync();
        Assert.True(_echo.IsDisposed);
    }

    [Fact]
    public async Task RunAsync_InputThatIsNone_NeverReachesTheRunner()
    {
        await using var handler = Create(_echo);

        var malformed = await handler.RunAsync(Request("{}"), Cancellation);
        var untaken = await handler.RunAsync(Request("{}") with { ContentType = "image/png" }, Cancellation);

        Assert.Equal(new WorkError(WorkErrorCode.InvalidInput, "message is missing."), malformed.Error);
        Assert.Equal(WorkErrorCode.UnsupportedMediaType, untaken.Error?.Code);
        Assert.Empty(_echo.Inputs);
    }

    [Fact]
    public async Task RunAsync_ErrorOutcome_IsPassedOnWithItsReasonAndTimings()
    {
        var error = new WorkError(WorkErrorCode.Overloaded, "Full.") { Reason = "own.reason", RetryAfter = TimeSpan.FromSeconds(2) };
        await using var handler = Create(new ScriptedRunner(_ => new RunReport<Greeting>(error) { Queue = TimeSpan.FromSeconds(1) }));

        var result = await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation);

        Assert.Equal(error, result.Error);
        Assert.Equal(0, result.Payload.Length);
        Assert.Equal(TimeSpan.FromSeconds(1), result.Timings.Queue);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public async Task RunAsync_OutputOverTheLimit_IsEngineFailed(int length, bool isWithin)
    {
        await using var handler = Create(_echo);

        var result = await handler.RunAsync(Request($$"""{"message":"{{new string('a', length)}}"}"""), Cancellation);

        Assert.Equal(isWithin ? null : new WorkError(WorkErrorCode.EngineFailed, "The output is larger than the 30 bytes that the contract allows."), result.Error);
    }

    [Fact]
    public async Task RunAsync_OutcomeLeftUnset_IsEngineFailed()
    {
        await using var handler = Create(new ScriptedRunner(static _ => default));

        Assert.Equal(s_failed, (await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation)).Error);
    }

    [Fact]
    public async Task RunAsync_EngineThrows_IsEngineFailedAndTellsNothing()
    {
        await using var handler = Create(new ScriptedRunner(static _ => throw new InvalidOperationException(SecretWord)));

        var result = await handler.RunAsync(Request($$"""{"message":"{{SecretWord}}"}"""), Cancellation);

        Assert.Equal(s_failed, result.Error);
        Assert.Equal("The engine of test.handled failed: InvalidOperationException.", _logger.LatestRecord.Message);
        Assert.Null(_logger.LatestRecord.Exception);
    }

    [Fact]
    public async Task RunAsync_EngineCancelsByItself_IsEngineFailed()
    {
        await using var handler = Create(new ScriptedRunner(static _ => throw new OperationCanceledException()));

        Assert.Equal(s_failed, (await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation)).Error);
    }

    [Fact]
    public async Task RunAsync_CallerGone_IsNoFailure()
    {
        await using var handler = Create(_echo);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await handler.RunAsync(Request("""{"message":"a"}"""), new CancellationToken(canceled: true)));

        Assert.Equal(0, _logger.Collector.Count);
    }

    [Fact]
    public async Task RunAsync_Timeout_BecomesATimestamp()
    {
        await using var handler = Create(_echo);
        var now = _time.GetTimestamp();

        foreach (TimeSpan? timeout in new TimeSpan?[] { null, TimeSpan.FromSeconds(2), TimeSpan.MaxValue, TimeSpan.FromSeconds(-1), TimeSpan.MinValue })
        {
            await handler.RunAsync(Request("""{"message":"a"}""") with { Timeout = timeout }, Cancellation);
        }

        Assert.Equal([long.MaxValue, now + (2 * _time.TimestampFrequency), long.MaxValue, now - _time.TimestampFrequency], _echo.Expires[..4]);
        Assert.True(_echo.Expires[4] < now);
    }

    [Fact]
    public async Task RunAsync_Priority_ReachesTheRunner()
    {
        await using var handler = Create(_echo);

        await handler.RunAsync(Request("""{"message":"a"}""") with { Priority = WorkPriority.High }, Cancellation);
        await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation);

        Assert.Equal([WorkPriority.High, WorkPriority.Normal], _echo.Priorities);
    }

    [Fact]
    public async Task StartAsync_EngineWithNothingToStart_IsReadyFromTheBeginning()
    {
        await using var handler = Create(_echo);

        await handler.StartAsync(Cancellation);

        Assert.Same(Readiness.Ready, handler.Readiness);
    }

    [Fact]
    public async Task StartAsync_Engine_IsReadyOnceItHasStarted()
    {
        var started = new TaskCompletionSource<Readiness>();
        await using var handler = Create(_echo, new StartingEngine(_ => started.Task));

        var starting = handler.StartAsync(Cancellation);
        var early = await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation);
        started.SetResult(Readiness.Ready);
        await starting;
        var late = await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation);

        Assert.Equal(new WorkError(WorkErrorCode.NotReady, "The engine is still starting. Wait; large models take a while to load."), early.Error);
        Assert.Null(late.Error);
        Assert.Single(_echo.Inputs);
    }

    [Fact]
    public async Task StartAsync_EngineThatCannotServe_SaysWhyAndWhatHelps()
    {
        await using var handler = Create(_echo, new StartingEngine(static _ => Task.FromResult(Readiness.NotReady("The model is not installed.", "Install it."))));

        await handler.StartAsync(Cancellation);

        Assert.Equal(
            new WorkError(WorkErrorCode.NotReady, "The model is not installed. Install it."),
            (await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation)).Error);
        Assert.Equal("test.handled is not ready: The model is not installed. Install it.", _logger.LatestRecord.Message);
    }

    [Fact]
    public async Task StartAsync_EngineThrows_IsNotReadyAndKeepsNobodyDown()
    {
        await using var handler = Create(_echo, new StartingEngine(static _ => throw new FileNotFoundException(SecretWord)));

        await handler.StartAsync(Cancellation);

        Assert.False(handler.Readiness.IsReady);
        Assert.Equal("The engine failed to start.", handler.Readiness.Reason);
        Assert.DoesNotContain(_logger.Collector.GetSnapshot(), static record => record.Message.Contains(SecretWord, StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartAsync_EngineTimesOutByItself_IsNotReadyAndKeepsNobodyDown()
    {
        await using var handler = Create(_echo, new StartingEngine(static _ => throw new TaskCanceledException()));

        await handler.StartAsync(Cancellation);

        Assert.False(handler.Readiness.IsReady);
    }

    [Fact]
    public async Task StartAsync_HostGivesUp_IsCanceled()
    {
        await using var handler = Create(_echo, new StartingEngine(static token => Task.FromCanceled<Readiness>(token)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handler.StartAsync(new CancellationToken(canceled: true)));
    }

    private static WorkRequest Request(string json) => new()
    {
        Capability = s_capability.Name,
        Payload = new Payload(System.Text.Encoding.UTF8.GetBytes(json)),
        Parameters = ImmutableArray<WorkParameter>.Empty,
    };

    [Fact]
    public async Task StartAsync_AcceleratorNeededAndNone_DoesNotStartTheEngineAndSaysWhatHelps()
    {
        var isStarted = false;
        await using var handler = new EngineHandler<Greet, Greeting>(
            new("test.needy", "1.0.0") { Needs = new() { Accelerator = AcceleratorNeed.Required } },
            new StartingEngine(_ =>
            {
                isStarted = true;
                return Task.FromResult(Readiness.Ready);
            }),
            _echo,
            TestDevices.Create(),
            _time,
            _logger);

        await handler.StartAsync(Cancellation);
        var result = await handler.RunAsync(Request("""{"message":"a"}"""), Cancellation);

        Assert.False(isStarted);
        Assert.Equal(
            new WorkError(WorkErrorCode.NotReady, "This capability needs an accelerator, and the silo has none. Start a silo on a machine with a GPU and its driver."),
            result.Error);
    }

    [Fact]
    public async Task StartAsync_AcceleratorNeededAndNotUsed_IsNotReady()
    {
        await using var handler = CreateNeedy("cpu", "Simulated");

        await handler.StartAsync(Cancellation);

        Assert.False(handler.Readiness.IsReady);
        Assert.Contains("-p:Accelerator=cuda", handler.Readiness.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_AcceleratorNeededAndUsed_IsReadyOnlyThen()
    {
        await using var handler = CreateNeedy("simulated:0", "Simulated");

        Assert.False(handler.Readiness.IsReady);
        await handler.StartAsync(Cancellation);

        Assert.True(handler.Readiness.IsReady);
    }

    private EngineHandler<Greet, Greeting> Create(ScriptedRunner runner, object? engine = null) => new(s_capability, engine ?? new object(), runner, TestDevices.Create(), _time, _logger);

    private EngineHandler<Greet, Greeting> CreateNeedy(string device, params string[] simulated) => new(
        new("test.needy", "1.0.0") { Needs = new() { Accelerator = AcceleratorNeed.Required } },
        new StartingEngine(static _ => Task.FromResult(Readiness.Ready)),
        new ScriptedRunner(static input => new RunReport<Greeting>(new Greeting { Message = input.Message })) { Device = device },
        TestDevices.Create(simulated: simulated),
        _time,
        _logger);

    private sealed class StartingEngine(Func<CancellationToken, Task<Readiness>> start) : IStartingEngine
    {
        public Task<Readiness> StartAsync(CancellationToken cancellationToken) => start(cancellationToken);
    }
}
