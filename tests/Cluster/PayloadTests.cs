using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Cluster;

public sealed class PayloadTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(PayloadExchange.InlineBytes)]
    [InlineData(PayloadExchange.InlineBytes + 1)]
    [InlineData((7 * 1024 * 1024) + 13)]
    public async Task RunAsync_FromAnotherProcess_BringsBackEveryByte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        var output = await _cluster.CreateClient().RunAsync(ClusterCapabilities.Repeat, new Repeat { Bytes = bytes, Times = 2 }, Cancellation);

        Assert.Equal([.. bytes, .. bytes], output.Bytes.ToArray());
    }

    [Fact]
    public async Task RunAsync_LargeInputWhereAReplicaIs_StaysThere()
    {
        var request = ControllerTests.Request(ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[2 * 1024 * 1024] });

        var silos = new List<string?>();
        for (var i = 0; i < 10; i++)
        {
            silos.Add((await _cluster.ControllerOf(1).RunAsync(request, Cancellation)).Timings.Silo);
        }

        Assert.All(silos, static silo => Assert.Equal("Silo_1", silo));
    }

    [Fact]
    public async Task RunAsync_LargeOutputOnAnotherSilo_IsPulledAndForgotten()
    {
        var request = ControllerTests.Request(ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[1024 * 1024], Times = 3 });

        var result = await _cluster.ControllerOf(0).RunAsync(request, Cancellation);
        Assert.NotNull(result.Payload.Source);
        var payload = await PayloadExchange.FetchOutputAsync(result.Payload, Cancellation);

        Assert.True(payload.Bytes.Length > 4 * 1024 * 1024);
        await NothingIsHeldAsync(_cluster);
    }

    [Fact]
    public async Task RunAsync_ManyLargeCalls_HoldNothingAfterwards()
    {
        await using var cluster = await WorkerCluster.StartAsync(static (_, services) =>
            services.Configure<PayloadOptions>(static options => options.OfferLifetime = TimeSpan.FromSeconds(5)));
        var client = cluster.CreateClient();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(index =>
            client.RunAsync(ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[1024 * 1024 * (1 + (index % 3))] }, Cancellation)));

        await NothingIsHeldAsync(cluster);
    }

    [Fact]
    public async Task RunAsync_InputOverTheLimit_IsRefusedWithoutBeingPulled()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(
            ClusterCapabilities.Repeat, new Repeat { Bytes = new byte[9 * 1024 * 1024] }, Cancellation));

        Assert.Equal(WorkErrorCode.PayloadTooLarge, exception.Code);
    }

    private static async Task NothingIsHeldAsync(WorkerCluster cluster)
    {
        for (var silo = 0; silo < 3; silo++)
        {
            var exchange = cluster.Services(silo).GetRequiredService<PayloadExchange>();
            await Eventually.TrueAsync(() => exchange.HeldBytes == 0, "nothing is held for others");
        }
    }
}
