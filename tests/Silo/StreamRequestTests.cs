using System.Net.Http.Json;
using System.Text.Json;
using ThirdParty.Busy;

namespace WorkerGrains.Tests.Silo;

/// <summary>Streams of the running silo, from an engine in an assembly of its own.</summary>
public sealed class StreamRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly BusyCount s_endless = new() { To = 100_000, Milliseconds = 20 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NdJson_Stream_IsALineForEachEvent()
    {
        using var response = await PostAsync(new BusyCount { To = 3 }, "application/x-ndjson");

        Assert.Equal(
            """
            {"sequence":1,"item":{"number":1}}
            {"sequence":2,"item":{"number":2}}
            {"sequence":3,"item":{"number":3}}
            {"sequence":4,"result":{"milliseconds":0}}

            """.ReplaceLineEndings("\n"),
            await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task EventStream_CallerHangsUp_StopsTheEngine()
    {
        using (var response = await PostAsync(s_endless, "text/event-stream"))
        using (var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation)))
        {
            Assert.Equal("id: 1", await lines.ReadLineAsync(Cancellation));
            Assert.Equal(1, await WaitingAsync());
        }

        await Eventually.TrueAsync(async () => await WaitingAsync() == 0, "the engine has stopped");
    }

    [Fact]
    public async Task Client_LeavesTheLoop_StopsTheEngine()
    {
        await foreach (var number in silo.Client.StreamAsync(BusyCapabilities.Count, s_endless, cancellationToken: Cancellation))
        {
            Assert.Equal(1, number.Number);
            break;
        }

        await Eventually.TrueAsync(async () => await WaitingAsync() == 0, "the engine has stopped");
    }

    private async Task<int> WaitingAsync()
    {
        var capability = JsonElement.Parse(await silo.Http.GetStringAsync("/v1/capabilities/busy.count", Cancellation));
        return capability.GetProperty("versions")[0].GetProperty("replicas")[0].GetProperty("waiting").GetInt32();
    }

    private async Task<HttpResponseMessage> PostAsync(BusyCount input, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/busy.count/run") { Content = JsonContent.Create(input) };
        request.Headers.Accept.ParseAdd(accept);
        return await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
