using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Client;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Tests.Cluster;

namespace WorkerGrains.Tests.Client;

public sealed class WorkerClientTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Fact]
    public async Task RunAsync_KnownCapability_ReturnsItsOutput()
    {
        var greeting = await _cluster.CreateClient().RunAsync(ExampleCapabilities.Greet, new Greet { Message = "Hello", Uppercase = true }, Cancellation);

        Assert.Equal("HELLO", greeting.Message);
    }

    [Fact]
    public async Task RunAsync_WithOptions_TellsWhoAnsweredAndHowLongItTook()
    {
        var output = await _cluster.CreateClient().RunAsync(ExampleCapabilities.Greet, new Greet { Message = "Hello" }, new WorkOptions(), Cancellation);

        Assert.StartsWith("Silo_", output.Timings.Silo, StringComparison.Ordinal);
        Assert.True(output.Timings.Total > TimeSpan.Zero);
        Assert.Equal(ExampleCapabilities.Greet.Version, output.Version);
    }

    [Fact]
    public async Task RunAsync_ManyCalls_AreSharedByTheSilos()
    {
        var client = _cluster.CreateClient(new WorkerClientOptions { Controllers = 16 });

        var outputs = await Task.WhenAll(Enumerable.Range(0, 480).Select(_ =>
            client.RunAsync(ExampleCapabilities.Greet, new Greet { Message = "Hello" }, new WorkOptions(), Cancellation)));

        var shares = outputs.CountBy(static output => output.Timings.Silo!).ToDictionary();
        Assert.Equal(3, shares.Count);
    }

    [Fact]
    public async Task RunAsync_OutOfRange_SaysWhatToChange()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(
            ExampleCapabilities.Greet, new Greet { Message = "Hello", Exclamations = 11 }, Cancellation));

        Assert.Equal(WorkErrorCode.InvalidInput, exception.Code);
        Assert.Contains("exclamations", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsRetryable);
    }

    [Fact]
    public async Task RunAsync_UnknownCapability_IsRefused()
    {
        var unknown = new Capability<Where, SiloName>("no.such", "1.0.0");

        var exception = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(unknown, new Where(), Cancellation));

        Assert.Equal(WorkErrorCode.UnknownCapability, exception.Code);
    }

    [Fact]
    public async Task RunAsync_NewerThanOffered_IsUnknownVersion()
    {
        var newer = new Capability<Greet, Greeting>("example.greet", "1.5.0");

        var exception = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(newer, new Greet { Message = "Hello" }, Cancellation));

        Assert.Equal(WorkErrorCode.UnknownVersion, exception.Code);
        Assert.Contains("1.0.0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Canceled_StopsTheEngine()
    {
        using var caller = new CancellationTokenSource();

        var call = _cluster.CreateClient().RunAsync(ClusterCapabilities.Hold, new Hold(), caller.Token);
        await _cluster.Gate.Started.Task.WaitAsync(Cancellation);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_DeadlinePasses_SaysSo()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(
            ClusterCapabilities.Hold, new Hold(), new WorkOptions { Timeout = TimeSpan.FromMilliseconds(200) }, Cancellation));

        Assert.Equal(WorkErrorCode.DeadlineExceeded, exception.Code);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_TakesLongerThanAProbe_IsNotTakenForLost()
    {
        var client = _cluster.CreateClient(new WorkerClientOptions { ProbeAfter = TimeSpan.FromMilliseconds(100) });

        var call = client.RunAsync(ClusterCapabilities.Hold, new Hold(), new WorkOptions(), Cancellation);
        await _cluster.Gate.Started.Task.WaitAsync(Cancellation);
        await Task.WhenAny(call, _cluster.Probes.Answered).WaitAsync(Cancellation);
        _cluster.Gate.Open();

        Assert.Equal(1, (await call).Timings.Attempts);
    }

    [Fact]
    public async Task RunAsync_Priorities_ReachTheQueueOfTheReplica()
    {
        await using var cluster = await WorkerCluster.StartAsync(static (silo, services) =>
        {
            if (silo.EndsWith('1'))
            {
                services.AddSingleton<OrderEngine>();
                services.AddEngine<OrderEngine, Numbered, Held>(OrderEngine.Capability, static batching => batching.MaxBatchSize = 1);
            }
        });
        var client = cluster.CreateClient();
        List<Task> calls = [client.RunAsync(OrderEngine.Capability, new Numbered(0), Cancellation)];
        await cluster.Gate.Started.Task.WaitAsync(Cancellation);
        foreach (var (number, priority) in ((int, WorkPriority)[])[(1, WorkPriority.Low), (2, WorkPriority.Normal), (3, WorkPriority.High)])
        {
            calls.Add(client.RunAsync(OrderEngine.Capability, new Numbered(number), new WorkOptions { Priority = priority }, Cancellation));
            await Eventually.TrueAsync(() => cluster.Waiting(OrderEngine.Capability.Name) == number + 1, $"call {number} waits");
        }

        cluster.Gate.Open();
        await Task.WhenAll(calls);

        Assert.Equal([0, 3, 2, 1], cluster.Services(1).GetRequiredService<OrderEngine>().Ran);
    }

    [Fact]
    public async Task ListCapabilitiesAsync_ShowsContractsAndReplicas()
    {
        var capabilities = await _cluster.CreateClient().ListCapabilitiesAsync();

        var greet = Assert.Single(capabilities, static capability => capability.Descriptor.Name == "example.greet");
        Assert.Equal(3, greet.Replicas.Length);
        Assert.True(greet.IsReady);
        Assert.Contains("\"message\"", greet.Descriptor.InputSchema, StringComparison.Ordinal);
    }

    private sealed record Numbered(int Number);

    private sealed class OrderEngine(ClusterGates gates) : IEngine<Numbered, Held>
    {
        public static readonly Capability<Numbered, Held> Capability = new("test.order", "1.0.0");

        public List<int> Ran { get; } = [];

        public async Task<IReadOnlyList<EngineOutcome<Held>>> RunAsync(IReadOnlyList<Numbered> batch, CancellationToken cancellationToken)
        {
            await gates.Engines.PassAsync(cancellationToken);
            Ran.AddRange(batch.Select(static input => input.Number));
            return [.. batch.Select(static _ => (EngineOutcome<Held>)new Held())];
        }
    }
}
