using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ThirdParty.Busy;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Streams from a silo in a process of its own that is killed in the middle of them.</summary>
public sealed class StreamFailoverTests
{
    private static readonly BusyCount s_endless = new() { To = 100_000, Milliseconds = 20 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_TheSiloThatStreams_EndsEveryStreamWithATypedError()
    {
        await using var redis = await RedisServer.StartAsync();
        var cluster = $"streams-{Guid.NewGuid():N}";
        string[] arguments = ["--Cluster:Store=Redis", $"--Cluster:Redis={redis.Configuration}", $"--Cluster:Id={cluster}"];
        await using var gateway = await SiloProcess.StartAsync("gateway", arguments);
        await using var worker = await SiloProcess.StartAsync("worker", [.. arguments, $"--Modules:0={typeof(BusyModule).Assembly.Location}"]);
        await Eventually.TrueAsync(
            async () => (await gateway.Http.GetStringAsync("/v1/capabilities", Cancellation)).Contains("busy.count", StringComparison.Ordinal), "the gateway knows the worker");
        using var host = await ConnectAsync(cluster, redis);
        var client = host.Services.GetRequiredService<WorkerClient>();

        // A client's controllers are spread over both silos: some die with the worker, of the others only the replica does.
        using var lines = await ReadHttpAsync(gateway);
        var clients = Enumerable.Range(0, 8).Select(_ => new Reader(client)).ToArray();
        await Task.WhenAll(clients.Select(static reader => reader.Begun.Task)).WaitAsync(Cancellation);
        worker.Process.Kill();

        var overHttp = await lines.ReadToEndAsync(Cancellation);
        Assert.Contains("event: item\n", overHttp, StringComparison.Ordinal);
        Assert.Contains("event: error\ndata: {\"type\":\"urn:workergrains:error:unavailable\"", overHttp, StringComparison.Ordinal);
        foreach (var reader in clients)
        {
            var exception = await Assert.ThrowsAsync<WorkException>(() => reader.Reading);
            Assert.Equal(WorkErrorCode.Unavailable, exception.Code);
        }
    }

    private static async Task<StreamReader> ReadHttpAsync(SiloProcess gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/busy.count/run") { Content = JsonContent.Create(new { to = s_endless.To, milliseconds = s_endless.Milliseconds }) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("worker", Assert.Single(response.Headers.GetValues("X-Worker-Silo")));
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
    }

    private static async Task<IHost> ConnectAsync(string cluster, RedisServer redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddWorkerClient(options => (options.ClusterId, options.Redis) = (cluster, redis.Configuration));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private sealed class Reader
    {
        public Reader(WorkerClient client) => Reading = ReadAsync(client);

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading { get; }

        private async Task ReadAsync(WorkerClient client)
        {
            await foreach (var _ in client.StreamAsync(BusyCapabilities.Count, s_endless, new WorkOptions { Timeout = TimeSpan.FromMinutes(5) }, Cancellation))
            {
                Begun.TrySetResult();
            }
        }
    }
}
