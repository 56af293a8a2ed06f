using System.Text.Json;
using Json.Schema;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Streams through controller and worker. Callers on silo 0 always read from another silo, those on silo 1 from either.</summary>
public sealed class StreamTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task StreamAsync_AnyCaller_GetsItemsInOrderAndTheOutputLast(int caller)
    {
        var events = await ReadAsync(_cluster, caller, new Count { To = 100 });

        Assert.Equal(Enumerable.Range(1, 101).Select(static number => (long)number), events.Select(static next => next.Sequence));
        Assert.Equal(Enumerable.Range(1, 100), events[..^1].Select(static next => Read<Counted>(next.Item).Number));
        var result = events[^1].Result!;
        Assert.Equal(100, Read<CountEnd>(result.Payload.Bytes).Total);
        Assert.Equal((null, 1, ClusterCapabilities.Count.Version), (result.Error, result.Timings.Attempts, result.Version!.Value));
        Assert.Equal((result.Timings.Silo, 1, "cpu"), (events[0].Timings!.Value.Silo, events[0].Timings!.Value.Attempts, events[0].Timings!.Value.Device));
        Assert.Equal(ClusterCapabilities.Count.Version, events[0].Version);
        Assert.All(events[..^1], next => Assert.Equal(result.Timings.Silo, Read<Counted>(next.Item).Silo));
        Assert.All(events[1..], static next => Assert.Null(next.Timings));
    }

    [Fact]
    public async Task StreamAsync_ManyCallers_AreServedByBothSilosAndEachGetsItsOwn()
    {
        var streams = await Task.WhenAll(Enumerable.Range(1, 40).Select(async to => (To: to, Events: await ReadAsync(_cluster, caller: 0, new Count { To = to }))));

        Assert.All(streams, static stream => Assert.Equal(Enumerable.Range(1, stream.To), stream.Events[..^1].Select(static next => Read<Counted>(next.Item).Number)));
        Assert.Equal(2, streams.Select(static stream => stream.Events[^1].Result!.Timings.Silo).Distinct().Count());
    }

    [Fact]
    public async Task StreamAsync_Items_AreWhatTheSchemaSays()
    {
        var schema = JsonSchema.FromText(ClusterCapabilities.Count.Descriptor.ItemSchema!);

        var events = await ReadAsync(_cluster, caller: 0, new Count { To = 3 });

        Assert.All(events[..^1], next => Assert.True(schema.Evaluate(JsonElement.Parse(next.Item.Span)).IsValid));
        Assert.False(schema.Evaluate(JsonElement.Parse("""{"number":0,"silo":"a"}""")).IsValid);
    }

    [Fact]
    public async Task StreamAsync_NoItems_IsTheOutputAlone()
    {
        var only = Assert.Single(await ReadAsync(_cluster, caller: 0, new Count { To = 0 }));

        Assert.Equal((1, 0), (only.Sequence, Read<CountEnd>(only.Result!.Payload.Bytes).Total));
    }

    [Fact]
    public async Task StreamAsync_LargeOutputOfAnotherSilo_CanBePulled()
    {
        var request = ControllerTests.Request(ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[400 * 1024] });

        var only = Assert.Single(await _cluster.ControllerOf(0).StreamAsync(request, Cancellation).ToListAsync(Cancellation));

        Assert.NotNull(only.Result!.Payload.Source);
        Assert.True((await PayloadExchange.FetchOutputAsync(only.Result.Payload, Cancellation)).Length > 400 * 1024);
    }

    [Fact]
    public async Task StreamAsync_CapabilityThatDoesNotStream_HasOneEvent()
    {
        var only = Assert.Single(await _cluster.ControllerOf(0).StreamAsync(ControllerTests.Request(ExampleCapabilities.Greet, new Greet { Message = "Hello" }), Cancellation).ToListAsync(Cancellation));

        Assert.Equal("Hello", Read<Greeting>(only.Result!.Payload.Bytes).Message);
    }

    [Fact]
    public async Task RunAsync_StreamedCapability_IsTheOutputAlone()
    {
        var result = await _cluster.ControllerOf(0).RunAsync(ControllerTests.Request(ClusterCapabilities.Count, new Count { To = 1000 }), Cancellation);

        Assert.Equal(1000, Read<CountEnd>(result.Payload.Bytes).Total);
    }

    [Theory]
    [InlineData("no.such", WorkErrorCode.UnknownCapability)]
    [InlineData("test.count", WorkErrorCode.InvalidInput)]
    public async Task StreamAsync_RefusedRequest_IsTheReasonAlone(string capability, WorkErrorCode code)
    {
        var events = await _cluster.ControllerOf(0).StreamAsync(new WorkRequest { Capability = capability, Payload = new Payload("{}"u8.ToArray()) }, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(code, Assert.Single(events).Result!.Error!.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task StreamAsync_ReaderThatPauses_HoldsTheEngineAFewItemsAhead(int caller)
    {
        await using var events = Stream(_cluster, caller, new Count { To = 2000 }, Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await events.MoveNextAsync());
        await _cluster.Counting.Blocked.Task.WaitAsync(Cancellation);
        var given = _cluster.Counting.Given;
        var read = 1;
        while (await events.MoveNextAsync())
        {
            read++;
        }

        // Those in the engine's queue, those in one message, and the one that each of them looks ahead.
        Assert.InRange(given, 1, WorkerCluster.MaxItemsAhead + WorkEvent.MaxPerMessage + 4);
        Assert.Equal(2001, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task StreamAsync_ReaderStopsEarly_StopsTheEngine(int caller)
    {
        await foreach (var _ in Stream(_cluster, caller, new Count { To = 1_000_000 }, Cancellation))
        {
            break;
        }

        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    public async Task StreamAsync_CallerStopsWaiting_StopsTheEngine(int caller, int holdAt)
    {
        using var stop = new CancellationTokenSource();

        var reading = Stream(_cluster, caller, new Count { To = 5, HoldAt = holdAt }, stop.Token).ToListAsync(Cancellation).AsTask();
        await _cluster.Counting.Gate.Started.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    public async Task StreamAsync_DeadlinePasses_IsTheLastEventAndStopsTheEngine(int caller, int holdAt)
    {
        var request = ControllerTests.Request(ClusterCapabilities.Count, new Count { To = 5, HoldAt = holdAt }) with { Timeout = TimeSpan.FromSeconds(1) };
        var events = await _cluster.ControllerOf(caller).StreamAsync(request, Cancellation).ToListAsync(Cancellation);

        Assert.Equal((holdAt, WorkErrorCode.DeadlineExceeded), (events.Count, events[^1].Result?.Error?.Code));
        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task StreamAsync_ErrorInTheMiddle_IsTheLastEvent()
    {
        var events = await ReadAsync(_cluster, caller: 0, new Count { To = 5, UnluckyAt = 4 });

        Assert.Equal([1L, 2, 3, 4], events.Select(static next => next.Sequence));
        Assert.Equal("count.unlucky", events[^1].Result!.Error!.Reason);
        Assert.Equal(1, events[^1].Result!.Timings.Attempts);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, WorkEvent.MaxItemBytes)]
    public async Task StreamAsync_EngineBreaks_IsTheLastEventAndSaysNothingOfWhy(int breakAt, int paddingBytes)
    {
        var events = await ReadAsync(_cluster, caller: 0, new Count { To = 5, BreakAt = breakAt, PaddingBytes = paddingBytes });

        Assert.Equal(new WorkError(WorkErrorCode.EngineFailed, "The engine failed on this input."), events[^1].Result!.Error);
        Assert.Equal(Math.Max(1, breakAt), events.Count);
    }

    [Fact]
    public async Task StreamAsync_QueueFullEverywhere_IsOverloadedAfterAskingAll()
    {
        await using var cluster = await WorkerCluster.StartAsync(static (_, services) =>
            services.Configure<BatchingOptions>(ClusterCapabilities.Count.Name, static streams => (streams.Lanes, streams.MaxQueueLength) = (1, 1)));

        // Each of the two replicas runs one and queues one.
        var taken = new List<Task<List<WorkEvent>>>();
        for (var i = 0; i < 4; i++)
        {
            taken.Add(ReadAsync(cluster, caller: 0, new Count { To = 1, HoldAt = 1 }));
            await Eventually.TrueAsync(() => cluster.Waiting(ClusterCapabilities.Count.Name) == taken.Count, "the stream waits");
        }

        var refused = Assert.Single(await ReadAsync(cluster, caller: 0, new Count { To = 1, HoldAt = 1 }));
        cluster.Counting.Gate.Open();

        Assert.Equal(WorkErrorCode.Overloaded, refused.Result!.Error?.Code);
        Assert.NotNull(refused.Result.Error!.RetryAfter);
        Assert.True(refused.Result.Timings.Attempts > 1);
        Assert.All(await Task.WhenAll(taken), static events => Assert.Equal(2, events.Count));
    }

    private static IAsyncEnumerable<WorkEvent> Stream(WorkerCluster cluster, int caller, Count count, CancellationToken cancellationToken = default) =>
        cluster.ControllerOf(caller).StreamAsync(ControllerTests.Request(ClusterCapabilities.Count, count), cancellationToken);

    private static async Task<List<WorkEvent>> ReadAsync(WorkerCluster cluster, int caller, Count count) =>
        await Stream(cluster, caller, count, Cancellation).ToListAsync(Cancellation);

    private static T Read<T>(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<T>(json.Span, ContractJson.Options)!;
}
