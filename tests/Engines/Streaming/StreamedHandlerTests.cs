using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines.Streaming;
using WorkerGrains.Tests.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Streaming;

/// <summary>A handler of an engine that gives items until it is stopped.</summary>
public sealed class StreamedHandlerTests : IAsyncDisposable
{
    private static readonly StreamedCapability<Greet, Greeting, Greeting> s_capability = new("test.endless", "1.2.0");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly EndlessEngine _engine = new();
    private readonly StreamRunner<Greet, Greeting, Greeting> _runner;
    private readonly EngineHandler<Greet, Greeting> _handler;

    public StreamedHandlerTests()
    {
        var instruments = new EngineInstruments(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), _time);
        _runner = new StreamRunner<Greet, Greeting, Greeting>(s_capability.Name, _engine, new BatchingOptions { MaxItemsAhead = 2 }, instruments, _time, new FakeLogger());
        _handler = new EngineHandler<Greet, Greeting>(s_capability, _engine, _runner, TestDevices.Create(), _time, new FakeLogger<EngineHandler<Greet, Greeting>>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _handler.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task StreamAsync_Items_AreEncodedAndNumberedAndTheFirstSaysWhoStreams()
    {
        await using var events = Stream(timeout: null);

        Assert.True(await events.MoveNextAsync());
        var first = events.Current;
        Assert.True(await events.MoveNextAsync());

        Assert.Equal((1, """{"message":"Hello"}""", "cpu"), (first.Sequence, Encoding.UTF8.GetString(first.Item.Span), first.Timings!.Value.Device));
        Assert.Equal(s_capability.Version, first.Version);
        Assert.Equal((2, null, null), (events.Current.Sequence, events.Current.Timings, events.Current.Version));
    }

    [Fact]
    public async Task StreamAsync_NobodyReads_TheTimeoutStopsTheEngine()
    {
        var events = Stream(TimeSpan.FromSeconds(1));
        Assert.True(await events.MoveNextAsync());

        _time.Advance(TimeSpan.FromSeconds(1));

        await _engine.Stopped.Task.WaitAsync(Cancellation);
        var last = events.Current;
        while (await events.MoveNextAsync())
        {
            last = events.Current;
        }

        Assert.Equal(WorkErrorCode.DeadlineExceeded, last.Result?.Error?.Code);
        await events.DisposeAsync();
    }

    [Fact]
    public async Task StreamAsync_Disposed_HasStoppedTheEngine()
    {
        var events = Stream(timeout: null);
        Assert.True(await events.MoveNextAsync());

        await events.DisposeAsync();

        Assert.True(_engine.Stopped.Task.IsCompleted);
        Assert.Equal(0, _handler.Load.Waiting);
    }

    [Fact]
    public async Task StreamAsync_SiloStops_SaysSo()
    {
        await using var events = Stream(timeout: null);
        Assert.True(await events.MoveNextAsync());

        await _handler.DisposeAsync();
        WorkEvent? last = null;
        while (await events.MoveNextAsync())
        {
            last = events.Current;
        }

        Assert.Equal(WorkErrorCode.Unavailable, last?.Result?.Error?.Code);
    }

    private IAsyncEnumerator<WorkEvent> Stream(TimeSpan? timeout) => _handler.StreamAsync(
        new WorkRequest { Capability = s_capability.Name, Payload = new Payload("""{"message":"Hello"}"""u8.ToArray()), Timeout = timeout }, Cancellation).GetAsyncEnumerator(Cancellation);

    private sealed class EndlessEngine : IStreamingEngine<Greet, Greeting, Greeting>
    {
        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<EngineOutcome<Greeting>> RunAsync(Greet input, IItemSink<Greeting> items, CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    await items.WriteAsync(new Greeting { Message = input.Message }, cancellationToken);
                }
            }
            finally
            {
                Stopped.SetResult();
            }
        }
    }
}
