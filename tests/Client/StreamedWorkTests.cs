using WorkerGrains.Client;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Cluster;

namespace WorkerGrains.Tests.Client;

public sealed class StreamedWorkTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Fact]
    public async Task StreamAsync_KnownCapability_GivesItemsThenTheOutput()
    {
        var stream = _cluster.CreateClient().StreamAsync(ClusterCapabilities.Count, new Count { To = 500 }, cancellationToken: Cancellation);

        var numbers = new List<int>();
        await foreach (var item in stream)
        {
            Assert.Throws<InvalidOperationException>(() => stream.Output);
            numbers.Add(item.Number);
        }

        Assert.Equal(Enumerable.Range(1, 500), numbers);
        Assert.Equal(500, stream.Output.Value.Total);
        Assert.Equal((1, ClusterCapabilities.Count.Version), (stream.Output.Timings.Attempts, stream.Output.Version!.Value));
    }

    [Fact]
    public async Task RunAsync_StreamedCapability_ReturnsItsOutput()
    {
        Assert.Equal(20, (await _cluster.CreateClient().RunAsync(ClusterCapabilities.Count, new Count { To = 20 }, Cancellation)).Total);
    }

    [Fact]
    public async Task ReadToEndAsync_Stream_ReturnsItsOutput()
    {
        var output = await _cluster.CreateClient().StreamAsync(ClusterCapabilities.Count, new Count { To = 20 }, cancellationToken: Cancellation).ReadToEndAsync(Cancellation);

        Assert.Equal(20, output.Value.Total);
    }

    [Fact]
    public async Task StreamAsync_ErrorInTheMiddle_IsThrownAfterTheItems()
    {
        var numbers = new List<int>();

        var exception = await Assert.ThrowsAsync<WorkException>(async () =>
        {
            await foreach (var item in _cluster.CreateClient().StreamAsync(ClusterCapabilities.Count, new Count { To = 5, UnluckyAt = 4 }, cancellationToken: Cancellation))
            {
                numbers.Add(item.Number);
            }
        });

        Assert.Equal((WorkErrorCode.InvalidInput, "count.unlucky"), (exception.Code, exception.Reason));
        Assert.Equal([1, 2, 3], numbers);
    }

    [Fact]
    public async Task StreamAsync_ReaderPauses_HoldsTheEngineAFewItemsAhead()
    {
        await using var items = _cluster.CreateClient().StreamAsync(ClusterCapabilities.Count, new Count { To = 10_000 }, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await items.MoveNextAsync());
        await _cluster.Counting.Blocked.Task.WaitAsync(Cancellation);

        // Two messages may be under way: from worker to controller and from there to the client.
        Assert.InRange(_cluster.Counting.Given, 1, WorkerCluster.MaxItemsAhead + (3 * WorkEvent.MaxPerMessage));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StreamAsync_Canceled_StopsTheEngine(int holdAt)
    {
        using var caller = new CancellationTokenSource();

        var reading = _cluster.CreateClient().StreamAsync(ClusterCapabilities.Count, new Count { To = 5, HoldAt = holdAt }, cancellationToken: caller.Token).ReadToEndAsync(Cancellation);
        await _cluster.Counting.Gate.Started.Task.WaitAsync(Cancellation);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task StreamAsync_ReaderStopsEarly_StopsTheEngine()
    {
        await foreach (var _ in _cluster.CreateClient().StreamAsync(ClusterCapabilities.Count, new Count { To = 1_000_000 }, cancellationToken: Cancellation))
        {
            break;
        }

        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task StreamAsync_DeadlineInTheMiddle_SaysSo()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().StreamAsync(
            ClusterCapabilities.Count, new Count { To = 5, HoldAt = 3 }, new WorkOptions { Timeout = TimeSpan.FromMilliseconds(300) }, Cancellation).ReadToEndAsync(Cancellation));

        Assert.Equal(WorkErrorCode.DeadlineExceeded, exception.Code);
        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task StreamAsync_SilentForLongerThanAProbe_IsNotTakenForLost()
    {
        var client = _cluster.CreateClient(new WorkerClientOptions { ProbeAfter = TimeSpan.FromMilliseconds(100) });

        var reading = client.StreamAsync(ClusterCapabilities.Count, new Count { To = 5, HoldAt = 3 }, cancellationToken: Cancellation).ReadToEndAsync(Cancellation);
        await _cluster.Counting.Gate.Started.Task.WaitAsync(Cancellation);
        await Task.WhenAny(reading, _cluster.Probes.Answered).WaitAsync(Cancellation);
        _cluster.Counting.Gate.Open();

        Assert.Equal(5, (await reading).Value.Total);
    }
}
