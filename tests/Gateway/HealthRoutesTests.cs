using System.Net;

namespace WorkerGrains.Tests.Gateway;

public sealed class HealthRoutesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live", true, HttpStatusCode.OK, "live")]
    [InlineData("/health/live", false, HttpStatusCode.OK, "live")]
    [InlineData("/health/ready", true, HttpStatusCode.OK, "ready")]
    [InlineData("/health/ready", false, HttpStatusCode.ServiceUnavailable, "not_ready")]
    public async Task Health_SaysHowItIs(string path, bool isReady, HttpStatusCode status, string word)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Picture.IsReady = isReady;

        var response = await host.Client.GetAsync(path, Cancellation);
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        var headResponse = await host.Client.SendAsync(head, Cancellation);

        Assert.Equal((status, $$"""{"status":"{{word}}"}"""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, headResponse.StatusCode);
    }
}
