using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Gateway.Bodies;

namespace WorkerGrains.Tests.Gateway;

public sealed class BodyReaderTests
{
    private const int Limit = 1000;

    private static readonly CapabilityDescriptor s_small = ExampleCapabilities.Greet.Descriptor with { MaxInputBytes = Limit };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, Limit, HttpStatusCode.OK)]
    [InlineData(true, Limit + 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(false, Limit, HttpStatusCode.OK)]
    [InlineData(false, Limit + 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(false, Limit * 100, HttpStatusCode.RequestEntityTooLarge)]
    public async Task ReadAsync_AroundTheLimit_HoldsItExactly(bool announced, int length, HttpStatusCode status)
    {
        await using var host = await GatewayHost.ListenAsync([s_small]);

        var response = await host.Client.PostAsync(GatewayHost.Run, Body(length, announced), Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? length : null, host.Controller.LastRequest?.Payload.Length);
        if (status != HttpStatusCode.OK)
        {
            var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal("payload_too_large", problem.GetProperty("code").GetString());
            Assert.Contains("1000 bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, Budget(host).HeldBytes);
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task ReadAsync_AboveTheServersDefaultLimit_IsReadWhenTheCapabilityAllows()
    {
        const int Length = Capability.DefaultMaxBytes + 1;
        await using var host = await GatewayHost.ListenAsync([s_small with { MaxInputBytes = Length }]);

        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync(GatewayHost.Run, Body(Length, announced: true), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync(GatewayHost.Run, Body(Length, announced: false), Cancellation)).StatusCode);
        Assert.Equal(Length, host.Controller.LastRequest!.Payload.Length);
    }

    [Theory]
    [InlineData("message/rfc822", null, true)]
    [InlineData("message/rfc822", (1024 * 1024) + 1, true)]
    [InlineData("message/rfc822", 1024 * 1024, false)]
    [InlineData("application/json; charset=utf-8", (1024 * 1024) + 1, false)]
    [InlineData("application/json", null, false)]
    public async Task ReadAsync_CapabilityThatReadsBodiesAsTheyComeIn_GetsLargeRawOnesSo(string mediaType, int? length, bool isStreamed)
    {
        await using var host = await GatewayHost.ListenAsync([s_small with { MaxInputBytes = 2 * 1024 * 1024, MaxStreamedBytes = 4 * 1024 * 1024 }]);
        using var content = new StreamContent(length is { } announced ? new MemoryStream(new byte[announced]) : new Unannounced(new byte[1000]));
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);

        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync(GatewayHost.Run, content, Cancellation)).StatusCode);

        Assert.Equal(isStreamed, host.Controller.LastRequest!.Payload.IsStreamed);
        Assert.Equal(0, Budget(host).HeldBytes);
    }

    [Fact]
    public async Task ReadAsync_StreamedBodyThatAnnouncesTooMuch_IsRefusedUnread()
    {
        await using var host = await GatewayHost.ListenAsync([s_small with { MaxStreamedBytes = 2 * 1024 * 1024 }]);
        using var content = new ByteArrayContent(new byte[(2 * 1024 * 1024) + 1]) { Headers = { ContentType = new("message/rfc822") } };

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Client.PostAsync(GatewayHost.Run, content, Cancellation)).StatusCode);
        Assert.Null(host.Controller.LastRequest);
    }

    [Fact]
    public async Task ReadAsync_ManySmallChunks_AreOneBody()
    {
        await using var host = await GatewayHost.ListenAsync([s_small]);
        var request = new StringBuilder(GatewayHost.RunHead()).Append("Transfer-Encoding: chunked\r\n\r\n");
        for (var index = 0; index < Limit; index++)
        {
            request.Append("1\r\n").Append((char)('a' + index % 26)).Append("\r\n");
        }

        var answer = await host.SendRawAsync(request.Append("0\r\n\r\n").ToString());

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, Limit).Select(static index => (byte)('a' + index % 26)), host.Controller.LastRequest!.Payload.Bytes.ToArray());
    }

    [Fact]
    public async Task ReadAsync_BodyInPieces_IsPutTogether()
    {
        await using var host = await GatewayHost.ListenAsync([s_small]);
        await using var connection = await host.ConnectAsync();

        foreach (var piece in new[] { GatewayHost.RunHead() + "Content-Length: 6\r\n\r\n", "ab", "cd", "ef" })
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(piece), Cancellation);
        }

        using var reader = new StreamReader(connection);
        await reader.ReadToEndAsync(Cancellation);
        Assert.Equal("abcdef"u8, host.Controller.LastRequest!.Payload.Bytes.Span);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n")]
    public async Task ReadAsync_BodyThatIsNoHttp_IsAProblem(string rest)
    {
        await using var host = await GatewayHost.ListenAsync([s_small]);

        var answer = await host.SendRawAsync(GatewayHost.RunHead() + rest);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"bad_request\"", answer, StringComparison.Ordinal);
        Assert.Equal(0, Budget(host).HeldBytes);
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_BudgetIsSpent_IsOverloaded(bool announced)
    {
        await using var host = await GatewayHost.ListenAsync([s_small], new KeyValuePair<string, string?>("Gateway:MaxBodyBytesInFlight", "67108864"));
        Assert.True(Budget(host).TryReserve(67108864 - Limit + 1));

        var response = await host.Client.PostAsync(GatewayHost.Run, Body(Limit, announced), Cancellation);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(("overloaded", true), (problem.GetProperty("code").GetString(), problem.GetProperty("retryable").GetBoolean()));
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.Null(host.Controller.LastRequest);
        Assert.Equal(67108864 - Limit + 1, Budget(host).HeldBytes);
    }

    [Fact]
    public async Task ReadAsync_WhileTheRequestRuns_IsHeldAndAfterwardsNot()
    {
        await using var host = await GatewayHost.StartAsync(s_small);
        var held = 0L;
        host.Controller.Answer = (_, _) =>
        {
            held = Budget(host).HeldBytes;
            throw new InvalidOperationException("A failure that nothing foresaw.");
        };

        await host.Client.PostAsync(GatewayHost.Run, Body(Limit, announced: true), Cancellation);

        Assert.Equal((Limit, 0), (held, Budget(host).HeldBytes));
    }

    [Fact]
    public async Task ReadAsync_CallerHangsUpInTheMiddle_GivesTheRoomBackAndIsNoError()
    {
        await using var host = await GatewayHost.ListenAsync([s_small]);
        using (var connection = await host.ConnectAsync())
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(GatewayHost.RunHead() + "Content-Length: 10\r\nExpect: 100-continue\r\n\r\n"), Cancellation);
            using var reader = new StreamReader(connection, leaveOpen: true);
            Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Cancellation));
            Assert.Equal(10, Budget(host).HeldBytes);
            await connection.WriteAsync("{"u8.ToArray(), Cancellation);
        }

        await host.StopAsync();

        Assert.Equal(0, Budget(host).HeldBytes);
        Assert.Null(host.Controller.LastRequest);
        Assert.Empty(host.Complaints);
    }

    private static BodyBudget Budget(GatewayHost host) => host.Services.GetRequiredService<BodyBudget>();

    private static HttpContent Body(int length, bool announced)
    {
        var bytes = new byte[length];
        return announced ? new ByteArrayContent(bytes) : new UnannouncedContent(bytes);
    }

    private sealed class UnannouncedContent(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>A stream whose length is not known before.</summary>
    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
