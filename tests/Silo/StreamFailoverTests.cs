using System.Net.Http.Json;
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
        await using var cluster = await RedisCluster.StartAsync(("gateway", []), ("worker", [$"--Modules:0={typeof(BusyModule).Assembly.Location}"]));
        var (gateway, worker) = (cluster.Silos[0], cluster.Silos[1]);
        await Eventually.TrueAsync(
            async () => (await gateway.Http.GetStringAsync("/v1/capabilities", Cancellation)).Contains("busy.count", StringComparison.Ordinal), "the gateway knows the worker");

        // A client's controllers are spread over both silos: some die with the worker, of the others only the replica does.
        using var lines = await ReadHttpAsync(gateway);
        var clients = Enumerable.Range(0, 8).Select(_ => new Reader(cluster.Client)).ToArray();
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
