using System.Diagnostics;
using System.Text.Json;

namespace WorkerGrains.Tests.Gateway;

public sealed class RequestIdentityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("!~\"<>")]
    public async Task Stamp_SaneRequestId_IsEchoed(string id)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await SendAsync(host, "X-Request-Id", id);

        Assert.Equal(id, response.Headers.GetValues("X-Request-Id").Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("bell\a")]
    [InlineData("ünïcode")]
    [InlineData("\u202Eabc")]
    public async Task Stamp_OtherRequestId_IsReplacedByTheTrace(string id)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await SendAsync(host, "X-Request-Id", id);

        Assert.Equal(32, response.Headers.GetValues("X-Request-Id").Single().Length);
    }

    [Fact]
    public async Task Stamp_RequestIdOf129Characters_IsReplaced()
    {
        await using var host = await GatewayHost.StartAsync();

        var kept = await SendAsync(host, "X-Request-Id", new string('a', 128));
        var replaced = await SendAsync(host, "X-Request-Id", new string('a', 129));

        Assert.Equal((128, 32), (kept.Headers.GetValues("X-Request-Id").Single().Length, replaced.Headers.GetValues("X-Request-Id").Single().Length));
    }

    [Fact]
    public async Task Stamp_TraceParent_ContinuesTheCallersTrace()
    {
        await using var host = await GatewayHost.StartAsync();
        var trace = ActivityTraceId.CreateRandom().ToHexString();

        var response = await SendAsync(host, "traceparent", $"00-{trace}-00f067aa0ba902b7-01", "/no/such/route");

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.StartsWith($"00-{trace}-", response.Headers.GetValues("traceparent").Single(), StringComparison.Ordinal);
        Assert.Equal((trace, trace), (problem.GetProperty("traceId").GetString(), response.Headers.GetValues("X-Request-Id").Single()));
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayHost host, string header, string value, string path = "/health/live")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        return await host.Client.SendAsync(request, Cancellation);
    }
}
