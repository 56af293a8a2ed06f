using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

public sealed class RunEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Json_PassesBothBodiesThroughByteForByte()
    {
        await using var host = await GatewayHost.StartAsync();
        var output = "{ \"message\" : \"h\\u00e9\" }"u8.ToArray();
        host.Controller.AnswerWith(WorkResult.Success(output));
        var input = """{"message" : "h\u00e9"}"""u8.ToArray();

        var response = await host.Client.PostAsync(GatewayHost.Run, Body(input, "application/json; charset=utf-8"), Cancellation);

        var request = host.Controller.LastRequest!;
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.Equal(output, await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(output.Length, response.Content.Headers.ContentLength);
        Assert.Equal(input, request.Payload.Bytes.ToArray());
        Assert.Equal(("example.greet", "application/json; charset=utf-8"), (request.Capability, request.ContentType));
        Assert.Null(request.Version);
        Assert.Null(request.Timeout);
        Assert.Equal(WorkPriority.Normal, request.Priority);
        Assert.Empty(request.Parameters);
    }

    [Fact]
    public async Task RunAsync_RawBody_PassesMediaTypeAndParameters()
    {
        await using var host = await GatewayHost.StartAsync();

        await host.Client.PostAsync(GatewayHost.Run + "?a=1&b=two%20words%26&a=&version=1.0", Body([1, 2, 3], "image/jpeg"), Cancellation);

        var request = host.Controller.LastRequest!;
        Assert.Equal("image/jpeg", request.ContentType);
        Assert.Equal([1, 2, 3], request.Payload.Bytes.ToArray());
        Assert.Equal([new("a", "1"), new("b", "two words&"), new("a", "")], request.Parameters);
        Assert.Equal(new CapabilityVersion(1, 0, 0), request.Version);
    }

    [Fact]
    public async Task RunAsync_JsonWithParameters_PassesThemForTheWorkerToRefuse()
    {
        await using var host = await GatewayHost.StartAsync();

        await host.Client.PostAsync(GatewayHost.Run + "?uppercase=true", Body("{}"u8.ToArray(), "application/json"), Cancellation);

        Assert.Equal([new("uppercase", "true")], host.Controller.LastRequest!.Parameters);
    }

    [Fact]
    public async Task RunAsync_NoContentType_IsJson()
    {
        await using var host = await GatewayHost.StartAsync();

        await host.Client.PostAsync(GatewayHost.Run, new ByteArrayContent("{}"u8.ToArray()), Cancellation);

        Assert.Equal(MediaTypes.Json, host.Controller.LastRequest!.ContentType);
    }

    [Fact]
    public async Task RunAsync_NoBody_PassesAnEmptyPayload()
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, host.Controller.LastRequest!.Payload.Length);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("1.2.3.4")]
    [InlineData("-1")]
    [InlineData("1.0&version=1.0")]
    [InlineData("99999999999")]
    public async Task RunAsync_VersionIsNone_IsInvalidInput(string version)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await host.Client.PostAsync($"{GatewayHost.Run}?version={version}", Body("{}"u8.ToArray()), Cancellation);

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_input");
        Assert.Null(host.Controller.LastRequest);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("1.1")]
    [InlineData("0.9")]
    public async Task RunAsync_VersionNotOffered_IsUnknownVersionAndNamesTheNewest(string version)
    {
        await using var host = await GatewayHost.StartAsync();

        var response = await host.Client.PostAsync($"{GatewayHost.Run}?version={version}", Body("{}"u8.ToArray()), Cancellation);

        var problem = await GatewayHost.AssertProblemAsync(response, HttpStatusCode.NotFound, "unknown_version");
        Assert.Contains("1.0.0", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Null(host.Controller.LastRequest);
    }

    [Theory]
    [InlineData("no.such")]
    [InlineData("EXAMPLE.GREET")]
    [InlineData("example.greet%0d%0aX-Evil:1")]
    [InlineData("%E2%80%AEexample.greet")]
    [InlineData("example.greet%2F..%2Fsecret")]
    [InlineData("example.greet%5Csecret")]
    [InlineData("%3Cscript%3Esecret%3C")]
    [InlineData("secret%25252Fsecret")]
    public async Task RunAsync_NameNotOffered_IsUnknownCapabilityAndNotRepeated(string name)
    {
        await using var host = await GatewayHost.ListenAsync([]);

        var answer = await host.SendRawAsync(GatewayHost.RunHead($"/v1/capabilities/{name}/run") + "Content-Length: 2\r\n\r\n{}");

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"unknown_capability\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("greet", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("evil", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Null(host.Controller.LastRequest);
    }

    [Fact]
    public async Task RunAsync_NameNotOffered_IsRefusedBeforeTheBodyIsSent()
    {
        await using var host = await GatewayHost.ListenAsync([]);
        await using var connection = await host.ConnectAsync();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(GatewayHost.RunHead("/v1/capabilities/no.such/run") + "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"), Cancellation);

        using var reader = new StreamReader(connection);

        Assert.Equal("HTTP/1.1 404 Not Found", await reader.ReadLineAsync(Cancellation));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1500", 1500)]
    [InlineData("600000", 600_000)]
    public async Task RunAsync_TimeoutHeader_IsPassedOn(string header, int milliseconds)
    {
        await using var host = await GatewayHost.StartAsync();

        await host.RunAsync(("X-Request-Timeout-Ms", header));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), host.Controller.LastRequest!.Timeout);
    }

    [Theory]
    [InlineData("low", WorkPriority.Low)]
    [InlineData("normal", WorkPriority.Normal)]
    [InlineData("high", WorkPriority.High)]
    public async Task RunAsync_PriorityHeader_IsPassedOn(string header, WorkPriority priority)
    {
        await using var host = await GatewayHost.StartAsync();

        await host.RunAsync(("X-Request-Priority", header));

        Assert.Equal(priority, host.Controller.LastRequest!.Priority);
    }

    [Theory]
    [InlineData("new", null, null, false)]
    [InlineData("00ff-1", "true", "00ff-1", true)]
    [InlineData("00ff-1", "false", "00ff-1", false)]
    public async Task RunAsync_SessionHeaders_ArePassedOn(string id, string? end, string? expectedId, bool isLast)
    {
        await using var host = await GatewayHost.StartAsync();

        await host.RunAsync([("X-Session-Id", id), .. end is null ? Array.Empty<(string, string)>() : [("X-Session-End", end)]]);

        Assert.Equal(new SessionUse { Id = expectedId, IsLast = isLast }, host.Controller.LastRequest!.Session);
    }

    [Theory]
    [InlineData("X-Session-Id", "")]
    [InlineData("X-Session-Id", "a,b", "X-Session-End", "perhaps")]
    [InlineData("X-Session-End", "true")]
    public async Task RunAsync_BadSessionHeaders_AreInvalidInputAndNamed(params string[] headers)
    {
        await using var host = await GatewayHost.ListenAsync([]);

        var response = await host.RunAsync([.. headers.Chunk(2).Select(static header => (header[0], header[1]))]);

        var problem = await GatewayHost.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_input");
        Assert.Contains(headers[^2], problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Null(host.Controller.LastRequest);
    }

    [Fact]
    public async Task RunAsync_ResultOfASession_NamesIt()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Success("{}"u8.ToArray()) with { Session = "00ff-1" });

        var response = await host.RunAsync();

        Assert.Equal("00ff-1", Assert.Single(response.Headers.GetValues("X-Session-Id")));
    }

    [Theory]
    [InlineData("High")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("low, high")]
    public async Task RunAsync_BadPriorityHeader_IsInvalidInputAndNamesTheHeader(string header)
    {
        await using var host = await GatewayHost.ListenAsync([]);

        var response = await host.RunAsync(("X-Request-Priority", header));

        var problem = await GatewayHost.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_input");
        Assert.Equal("The header X-Request-Priority takes one of low, normal and high.", problem.GetProperty("detail").GetString());
        Assert.Null(host.Controller.LastRequest);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("600001")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("10, 20")]
    [InlineData("99999999999999999999")]
    public async Task RunAsync_BadTimeoutHeader_IsInvalidInputAndNamesHeaderAndRange(string header)
    {
        await using var host = await GatewayHost.ListenAsync([]);

        var response = await host.RunAsync(("X-Request-Timeout-Ms", header));

        var problem = await GatewayHost.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_input");
        Assert.Equal("The header X-Request-Timeout-Ms takes a whole number of milliseconds from 1 to 600000.", problem.GetProperty("detail").GetString());
        Assert.Null(host.Controller.LastRequest);
    }

    [Fact]
    public async Task RunAsync_CompressedBody_IsUnsupported()
    {
        await using var host = await GatewayHost.StartAsync();
        var body = Body([1, 2, 3]);
        body.Headers.ContentEncoding.Add("gzip");

        var response = await host.Client.PostAsync(GatewayHost.Run, body, Cancellation);

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    private static ByteArrayContent Body(byte[] bytes, string mediaType = "application/json")
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return body;
    }
}
