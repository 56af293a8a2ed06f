using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ThirdParty.Busy;
using WorkerGrains.Client;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Everything that is refused, over HTTP and from a .NET client, by a silo in a process of its own: the right status, a sentence that says what to change, nothing of the input.</summary>
[Collection(typeof(WatchedSilo))]
public sealed class RefusalTests(ServedSilo silo)
{
    // Appears in every bad input below; must appear in no answer and no log.
    private const string Secret = "Xyzzy";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, HttpStatusCode, string, string> BadBodies { get; } = new()
    {
        { "example.greet", $$"""{"message":"{{Secret}}""", HttpStatusCode.BadRequest, "invalid_input", "not valid JSON" },
        { "example.greet", Secret, HttpStatusCode.BadRequest, "invalid_input", "not valid JSON" },
        { "example.greet", "", HttpStatusCode.BadRequest, "invalid_input", "empty" },
        { "example.greet", "null", HttpStatusCode.BadRequest, "invalid_input", "null" },
        { "example.greet", $$"""["{{Secret}}"]""", HttpStatusCode.BadRequest, "invalid_input", "object" },
        { "example.greet", """{"message":5}""", HttpStatusCode.BadRequest, "invalid_input", "message must be a string" },
        { "example.greet", $$"""{"message":"{{Secret}}","uppercase":"yes"}""", HttpStatusCode.BadRequest, "invalid_input", "uppercase must be true or false" },
        { "example.greet", $$"""{"uppercase":true}""", HttpStatusCode.BadRequest, "invalid_input", "message is missing" },
        { "example.greet", """{"message":null}""", HttpStatusCode.BadRequest, "invalid_input", "message must not be null" },
        { "example.greet", """{"message":""}""", HttpStatusCode.BadRequest, "invalid_input", "message must have between 1 and 10000 characters" },
        { "example.greet", $$"""{"message":"{{Secret}}","exclamations":11}""", HttpStatusCode.BadRequest, "invalid_input", "exclamations" },
        { "example.greet", $$"""{"message":"{{Secret}}","exclamations":1e99}""", HttpStatusCode.BadRequest, "invalid_input", "exclamations must be an integer" },
        { "example.greet", $$"""{"message":"a","{{Secret}}":1}""", HttpStatusCode.BadRequest, "invalid_input", "does not know" },
        { "example.greet", $$"""{"message":"a","message":"{{Secret}}"}""", HttpStatusCode.BadRequest, "invalid_input", "twice" },
        { "example.greet", Nested(100), HttpStatusCode.BadRequest, "invalid_input", "nested deeper than 32" },
        { "email.classify", "{}", HttpStatusCode.BadRequest, "invalid_input", "either message, or subject and body" },
        { "email.classify", $$"""{"message":"{{Secret}}","subject":"a","body":"b"}""", HttpStatusCode.BadRequest, "invalid_input", "either message, or subject and body" },
        { "no.such", "{}", HttpStatusCode.NotFound, "unknown_capability", "/v1/capabilities" },
        { "example.greet?version=2", """{"message":"a"}""", HttpStatusCode.NotFound, "unknown_version", "1.0.0" },
        { $"example.greet?version={Secret}", """{"message":"a"}""", HttpStatusCode.BadRequest, "invalid_input", "version" },
        { $"example.greet?message={Secret}", """{"message":"a"}""", HttpStatusCode.BadRequest, "invalid_input", "goes into the body" },
        { $"example{Secret}", "{}", HttpStatusCode.NotFound, "unknown_capability", "/v1/capabilities" },
        { "example%E2%80%AEgreet", "{}", HttpStatusCode.NotFound, "unknown_capability", "/v1/capabilities" },
        { "example.greet%0d%0aX-A:b", "{}", HttpStatusCode.NotFound, "unknown_capability", "/v1/capabilities" },
        { "..%2f..%2fetc", "{}", HttpStatusCode.NotFound, "unknown_capability", "/v1/capabilities" },
    };

    public static TheoryData<Greet, string> BadGreetings { get; } = new()
    {
        { new Greet { Message = "" }, "message must have between 1 and 10000 characters" },
        { new Greet { Message = new string('x', 10_001) }, "message must have between 1 and 10000 characters" },
        { new Greet { Message = Secret, Exclamations = -1 }, "exclamations" },
        { new Greet { Message = Secret, Exclamations = 11 }, "exclamations" },
        { new Greet { Message = null! }, "message" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Http_BadInput_IsRefused(string capability, string body, HttpStatusCode status, string code, string says)
    {
        var path = capability.Contains('?', StringComparison.Ordinal) ? capability.Insert(capability.IndexOf('?', StringComparison.Ordinal), "/run") : $"{capability}/run";
        using var response = await silo.Http.PostAsync(
            new Uri($"/v1/capabilities/{path}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

        await AssertProblemAsync(response, status, code, says);
    }

    [Theory]
    [MemberData(nameof(BadGreetings))]
    public async Task Client_BadInput_IsRefused(Greet input, string says)
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(ExampleCapabilities.Greet, input, Cancellation));

        Assert.Equal(WorkErrorCode.InvalidInput, exception.Code);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Http_BodyOverTheLimit_IsRefused(bool saysHowLong)
    {
        using var body = new StreamContent(new MemoryStream(new byte[300 * 1024]));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentLength = saysHowLong ? 300 * 1024 : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/example.greet/run") { Content = body };
        request.Headers.TransferEncodingChunked = !saysHowLong;

        using var response = await silo.Http.SendAsync(request, Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "payload_too_large", "262144");
    }

    [Fact]
    public async Task Client_InputOverTheLimit_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(
            EmailCapabilities.Classify, new ClassifyEmail { Message = new byte[Capability.DefaultMaxBytes + 1] }, Cancellation));

        Assert.Equal(WorkErrorCode.PayloadTooLarge, exception.Code);
        Assert.Contains(Capability.DefaultMaxBytes.ToString(CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_MediaTypeNotTaken_IsRefused()
    {
        using var response = await silo.Http.PostAsync(
            new Uri("/v1/capabilities/example.greet/run", UriKind.Relative), new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("image/png") } }, Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "application/json");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("600001")]
    public async Task Http_DeadlineHeaderOutOfRange_IsRefused(string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/example.greet/run") { Content = JsonContent.Create(new { message = "a" }) };
        request.Headers.Add("X-Request-Timeout-Ms", value);

        using var response = await silo.Http.SendAsync(request, Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_input", "X-Request-Timeout-Ms");
    }

    [Fact]
    public async Task Http_DeadlinePasses_IsAGatewayTimeout()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/busy.wait/run") { Content = JsonContent.Create(new { milliseconds = 30_000 }) };
        request.Headers.Add("X-Request-Timeout-Ms", "150");

        using var response = await silo.Http.SendAsync(request, Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.GatewayTimeout, "deadline_exceeded", "150 ms", isRetryable: true);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Client_DeadlinePasses_SaysSo()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(
            BusyCapabilities.Wait, new BusyWait { Milliseconds = 30_000 }, new WorkOptions { Timeout = TimeSpan.FromMilliseconds(150) }, Cancellation));

        Assert.Equal(WorkErrorCode.DeadlineExceeded, exception.Code);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Http_CallerHangsUp_StopsTheRunAndWhatWaits()
    {
        using var caller = new CancellationTokenSource();
        var calls = await FillAsync(() => BusyOverHttpAsync(30_000, caller.Token));

        await caller.CancelAsync();

        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await NothingRunsAsync();
    }

    [Fact]
    public async Task Client_Cancels_StopsTheRunAndWhatWaits()
    {
        using var caller = new CancellationTokenSource();
        var calls = await FillAsync(() => BusyFromClientAsync(30_000, caller.Token));

        await caller.CancelAsync();

        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await NothingRunsAsync();
    }

    [Fact]
    public async Task QueueIsFull_IsOverloadedOnBothFaces()
    {
        using var caller = new CancellationTokenSource();
        var calls = await FillAsync(() => BusyOverHttpAsync(30_000, caller.Token));

        using var refused = await BusyOverHttpAsync(1, Cancellation);
        var exception = await Assert.ThrowsAsync<WorkException>(() => BusyFromClientAsync(1, Cancellation));
        await caller.CancelAsync();

        await AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "overloaded", "full", isRetryable: true);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal((WorkErrorCode.Overloaded, true), (exception.Code, exception.IsRetryable));
        Assert.NotNull(exception.RetryAfter);
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Http_NullCharacterInThePath_IsRefusedByTheServer()
    {
        using var response = await silo.Http.PostAsync(
            new Uri("/v1/capabilities/example.greet%00/run", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/v1/capabilities/example.greet", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/capabilities/example.greet/run", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/capabilities/no.such", HttpStatusCode.NotFound)]
    public async Task Http_WrongRoute_IsAProblemToo(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await silo.Http.SendAsync(request, Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static string Nested(int depth) => $$"""{"message":{{new string('[', depth)}}{{new string(']', depth)}}}""";

    private Task<HttpResponseMessage> BusyOverHttpAsync(int milliseconds, CancellationToken cancellationToken) =>
        silo.Http.PostAsJsonAsync("/v1/capabilities/busy.wait/run", new { milliseconds }, cancellationToken);

    private Task<BusyDone> BusyFromClientAsync(int milliseconds, CancellationToken cancellationToken) =>
        silo.Client.RunAsync(BusyCapabilities.Wait, new BusyWait { Milliseconds = milliseconds }, cancellationToken);

    /// <summary>Makes calls until one runs and the queue behind it is full, and returns those.</summary>
    private async Task<List<Task<T>>> FillAsync<T>(Func<Task<T>> call)
    {
        var calls = new List<Task<T>>();
        for (var waiting = 1; waiting <= 1 + ServedSilo.BusyQueue; waiting++)
        {
            // One after another: the lane must have taken the first before the queue behind it is full.
            calls.Add(call());
            await WaitingAsync(waiting);
        }

        return calls;
    }

    private Task NothingRunsAsync() => WaitingAsync(0);

    private Task WaitingAsync(int count) => Eventually.TrueAsync(
        async () => (await silo.Client.ListCapabilitiesAsync()).Single(static capability => capability.Descriptor.Name == BusyCapabilities.Wait.Name).Replicas[0].Waiting == count,
        $"{count} inputs wait or run");

    private async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code, string says, bool isRetryable = false)
    {
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        var problem = JsonNode.Parse(body)!;
        Assert.Equal((status, code), (response.StatusCode, (string?)problem["code"]));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(says, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(isRetryable, (bool?)problem["retryable"]);
        Assert.False(string.IsNullOrEmpty((string?)problem["traceId"]));
        Assert.DoesNotContain(Secret, body, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, silo.Silo.Process.Output, StringComparison.Ordinal);
        Assert.False(silo.Silo.Process.HasExited);
    }
}
