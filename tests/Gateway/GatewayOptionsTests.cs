using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;

namespace WorkerGrains.Tests.Gateway;

public sealed class GatewayOptionsTests
{
    [Theory]
    [InlineData("MaxBodyBytesInFlight", "1000")]
    [InlineData("OverloadStatusCode", "500")]
    [InlineData("MaxRequestHeadersTotalSize", "1")]
    [InlineData("MaxRequestHeaderCount", "0")]
    [InlineData("MaxRequestLineSize", "99999999")]
    public async Task Start_OutOfRange_NamesTheOption(string name, string value)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.ListenAsync([], KeyValuePair.Create("Gateway:" + name, (string?)value)));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Settings_ReachTheServer()
    {
        await using var host = await GatewayHost.ListenAsync([], KeyValuePair.Create("Gateway:MaxRequestHeaderCount", (string?)"17"), KeyValuePair.Create("Gateway:MaxRequestLineSize", (string?)"2048"));

        var kestrel = host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;

        Assert.Equal((17, 2048, 32 * 1024), (kestrel.Limits.MaxRequestHeaderCount, kestrel.Limits.MaxRequestLineSize, kestrel.Limits.MaxRequestHeadersTotalSize));
        Assert.Equal(Capability.DefaultMaxBytes, kestrel.Limits.MaxRequestBodySize);
        Assert.NotNull(kestrel.Limits.MinRequestBodyDataRate);
        Assert.StartsWith("HTTP/1.1 414 ", await host.SendRawAsync($"GET /{new string('a', 3000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }
}
