using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Cluster;

public sealed class ControllerTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Fact]
    public async Task RunAsync_KnownCapability_AnswersWithTimings()
    {
        var result = await _cluster.ControllerOf(0).RunAsync(Request(ExampleCapabilities.Greet, new Greet { Message = "Hello", Exclamations = 2 }), Cancellation);

        Assert.Null(result.Error);
        Assert.Equal("Hello!!", Read<Greeting>(result).Message);
        Assert.Equal((1, 1, "cpu"), (result.Timings.Attempts, result.Timings.BatchSize, result.Timings.Device));
        Assert.StartsWith("Silo_", result.Timings.Silo, StringComparison.Ordinal);
        Assert.True(result.Timings.Total >= result.Timings.Run);
    }

    [Fact]
    public async Task RunAsync_NobodyOffersIt_IsUnknownCapability()
    {
        var result = await _cluster.ControllerOf(0).RunAsync(new WorkRequest { Capability = "no.such", Payload = default }, Cancellation);

        Assert.Equal(WorkErrorCode.UnknownCapability, result.Error?.Code);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.2.0", true)]
    [InlineData("1.3", false)]
    [InlineData("2", false)]
    [InlineData("0.9", false)]
    public async Task RunAsync_Version_IsServedByTheSameMajorFromThereOn(string version, bool isServed)
    {
        _cluster.Gate.Open();

        var result = await _cluster.ControllerOf(0).RunAsync(
            Request(ClusterCapabilities.Hold, new Hold()) with { Version = CapabilityVersion.Parse(version) }, Cancellation);

        Assert.Equal(isServed ? null : WorkErrorCode.UnknownVersion, result.Error?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RunAsync_TwoSilosOfferIt_SharesTheWork(int caller)
    {
        await using var cluster = await WorkerCluster.StartAsync();

        var running = Enumerable.Range(0, 200).Select(_ => RunWhereAsync(cluster, caller)).ToArray();
        cluster.Gate.Open();

        var shares = (await Task.WhenAll(running)).CountBy(static silo => silo).ToDictionary();
        Assert.Equal(["Silo_1", "Silo_2"], shares.Keys.Order());
        Assert.All(shares.Values, static share => Assert.InRange(share, 90, 110));
    }

    [Fact]
    public async Task RunAsync_ASiloLeft_UsesTheOther()
    {
        await using var cluster = await WorkerCluster.StartAsync();
        cluster.Gate.Open();
        await cluster.StopSiloAsync(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RunWhereAsync(cluster, caller: 0)));

        Assert.All(answers, static silo => Assert.Equal("Silo_1", silo));
    }

    [Fact]
    public async Task RunAsync_InputOverTheLimit_IsRefusedBeforeItTravels()
    {
        var result = await _cluster.ControllerOf(0).RunAsync(Request(ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[(8 * 1024 * 1024) + 1] }), Cancellation);

        Assert.Equal(WorkErrorCode.PayloadTooLarge, result.Error?.Code);
        Assert.Equal(0, result.Timings.Attempts);
    }

    [Fact]
    public async Task RunAsync_DeadlinePasses_SaysSoAndStopsTheEngine()
    {
        var result = await _cluster.ControllerOf(0).RunAsync(
            Request(ClusterCapabilities.Hold, new Hold()) with { Timeout = TimeSpan.FromMilliseconds(200) }, Cancellation);

        Assert.Equal(WorkErrorCode.DeadlineExceeded, result.Error?.Code);
        Assert.Contains("200 ms", result.Error!.Message, StringComparison.Ordinal);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_CallerStopsWaiting_StopsTheEngine()
    {
        using var caller = new CancellationTokenSource();

        var call = _cluster.ControllerOf(0).RunAsync(Request(ClusterCapabilities.Hold, new Hold()), caller.Token);
        await _cluster.Gate.Started.Task.WaitAsync(Cancellation);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_QueueFullEverywhere_IsOverloadedWithATimeToRetry()
    {
        await using var cluster = await WorkerCluster.StartAsync(static (_, services) =>
            services.Configure<BatchingOptions>(ClusterCapabilities.Hold.Name, static batching => batching.MaxQueueLength = 1));

        // Each of the two replicas runs one and queues one. A call that comes before a lane has taken the last one may be refused.
        var taken = new List<Task<WorkResult>>();
        while (taken.Count < 4)
        {
            var call = RunHoldAsync(cluster);
            await Eventually.TrueAsync(() => call.IsCompleted || cluster.Waiting(ClusterCapabilities.Hold.Name) > taken.Count, "the call waits or is refused");
            if (!call.IsCompleted)
            {
                taken.Add(call);
            }
        }

        var refused = await RunHoldAsync(cluster);
        cluster.Gate.Open();

        Assert.Equal(WorkErrorCode.Overloaded, refused.Error?.Code);
        Assert.NotNull(refused.Error!.RetryAfter);
        Assert.True(refused.Timings.Attempts > 1);
        Assert.All(await Task.WhenAll(taken), static result => Assert.Null(result.Error));
    }

    [Fact]
    public async Task RunAsync_OneReplicaIsNotReady_TheOtherAnswers()
    {
        await using var cluster = await WorkerCluster.StartAsync(static (silo, services) =>
            services.AddInlineEngine<UnreadyEngine, Where, SiloName>(UnreadyEngine.Capability).AddSingleton(new UnreadyEngine.Switch(IsReady: silo.EndsWith('1'))));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            await cluster.ControllerOf(0).RunAsync(Request(UnreadyEngine.Capability, new Where()), Cancellation)));

        Assert.All(answers, static answer => Assert.Equal((null, "Silo_1"), (answer.Error?.Code, answer.Timings.Silo)));
    }

    [Fact]
    public async Task RunAsync_NoReplicaIsReady_SaysWhyAndWhatHelps()
    {
        await using var cluster = await WorkerCluster.StartAsync(static (_, services) =>
            services.AddInlineEngine<UnreadyEngine, Where, SiloName>(UnreadyEngine.Capability).AddSingleton(new UnreadyEngine.Switch(IsReady: false)));

        var answer = await cluster.ControllerOf(0).RunAsync(Request(UnreadyEngine.Capability, new Where()), Cancellation);

        Assert.Equal(WorkErrorCode.NotReady, answer.Error?.Code);
        Assert.Equal("It is asleep. Wake it.", answer.Error!.Message);
    }

    internal static WorkRequest Request<TInput, TOutput>(Capability<TInput, TOutput> capability, TInput input)
        where TInput : class
        where TOutput : class
    {
        var encoded = capability.Input.Encode(input);
        return new WorkRequest { Capability = capability.Name, Payload = new Payload(encoded.Payload), ContentType = encoded.ContentType, Parameters = encoded.Parameters };
    }

    private static async Task<string> RunWhereAsync(WorkerCluster cluster, int caller) =>
        Read<SiloName>(await cluster.ControllerOf(caller).RunAsync(Request(ClusterCapabilities.Where, new Where()), Cancellation)).Name;

    private static async Task<WorkResult> RunHoldAsync(WorkerCluster cluster) =>
        await cluster.ControllerOf(0).RunAsync(Request(ClusterCapabilities.Hold, new Hold()), Cancellation);

    private static T Read<T>(WorkResult result) => JsonSerializer.Deserialize<T>(result.Payload.Bytes.Span, ContractJson.Options)!;

    private sealed class UnreadyEngine(UnreadyEngine.Switch ready, ILocalSiloDetails silo) : IInlineEngine<Where, SiloName>, IStartingEngine
    {
        public static readonly Capability<Where, SiloName> Capability = new("test.unready", "1.0.0");

        public Task<Readiness> StartAsync(CancellationToken cancellationToken) =>
            Task.FromResult(ready.IsReady ? Readiness.Ready : Readiness.NotReady("It is asleep.", "Wake it."));

        public EngineOutcome<SiloName> Run(Where input) => new SiloName(silo.Name);

        public sealed record Switch(bool IsReady);
    }
}
