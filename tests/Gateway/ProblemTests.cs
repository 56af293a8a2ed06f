using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

public sealed class ProblemTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<WorkErrorCode, int, int?> Codes { get; } = new()
    {
        { WorkErrorCode.InvalidInput, 400, null },
        { WorkErrorCode.UnknownCapability, 404, null },
        { WorkErrorCode.UnknownVersion, 404, null },
        { WorkErrorCode.PayloadTooLarge, 413, null },
        { WorkErrorCode.UnsupportedMediaType, 415, null },
        { WorkErrorCode.Overloaded, 503, 1 },
        { WorkErrorCode.DeadlineExceeded, 504, null },
        { WorkErrorCode.NotReady, 503, 1 },
        { WorkErrorCode.Unavailable, 503, 1 },
        { WorkErrorCode.EngineFailed, 500, null },
        { WorkErrorCode.Canceled, 499, null },
        { WorkErrorCode.UnknownModel, 404, null },
        { WorkErrorCode.SessionLost, 410, null },
        { WorkErrorCode.CallTooDeep, 400, null },
        { WorkErrorCode.Conflict, 409, null },
        { WorkErrorCode.NotFound, 404, null },
    };

    [Fact]
    public void Codes_AreAllThereAre() => Assert.Equal(Enum.GetValues<WorkErrorCode>(), Codes.Select(static row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Run_Failure_IsItsProblem(WorkErrorCode code, int status, int? retryAfter)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure(code, "Say \"why\" <b>."));

        var response = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        var problem = await ReadAsync(response);
        Assert.Equal(
            ["code", "detail", "retryable", "status", "title", "traceId", "type"],
            problem.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal("Say \"why\" <b>.", problem.GetProperty("detail").GetString());
        Assert.Equal(code.ToName(), problem.GetProperty("code").GetString());
        Assert.Equal($"urn:workergrains:error:{code.ToName()}", problem.GetProperty("type").GetString());
        Assert.Equal(code.IsRetryable(), problem.GetProperty("retryable").GetBoolean());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Equal(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(1, "1")]
    [InlineData(1000, "1")]
    [InlineData(1001, "2")]
    [InlineData(90_000, "90")]
    [InlineData(-5, "1")]
    public async Task Run_FailureWithAnEstimate_RoundsItUpToWholeSeconds(int milliseconds, string header)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure(new WorkError(WorkErrorCode.DeadlineExceeded, "Late.") { RetryAfter = TimeSpan.FromMilliseconds(milliseconds) }));

        var response = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        Assert.Equal(header, response.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Run_FailureThatTheCapabilityDeclares_HasItsOwnCode()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure(new WorkError(WorkErrorCode.InvalidInput, "Cut off.") { Reason = "image.truncated" }));

        var response = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        var problem = await ReadAsync(response);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(("image.truncated", "urn:workergrains:error:image.truncated"), (problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Run_FailureThatThisGatewayDoesNotKnow_IsStillAProblem()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.AnswerWith(WorkResult.Failure((WorkErrorCode)99, "From a newer silo."));

        var response = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        Assert.Equal((HttpStatusCode.InternalServerError, "unknown"), (response.StatusCode, (await ReadAsync(response)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Run_OverloadStatusIs429_UsesItForOverloadOnly()
    {
        await using var host = await GatewayHost.StartAsync([], static builder =>
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Gateway:OverloadStatusCode", (string?)"429")]));

        host.Controller.AnswerWith(WorkResult.Failure(WorkErrorCode.Overloaded, "Full."));
        var overloaded = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);
        host.Controller.AnswerWith(WorkResult.Failure(WorkErrorCode.NotReady, "Not yet."));
        var notReady = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        Assert.Equal((HttpStatusCode.TooManyRequests, "overloaded"), (overloaded.StatusCode, (await ReadAsync(overloaded)).GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/no/such/route", 404, "not_found")]
    [InlineData("GET", "/v1/capabilities/a/b/c", 404, "not_found")]
    [InlineData("GET", "/ui/no-such-file.js", 404, "not_found")]
    [InlineData("DELETE", "/v1/capabilities", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/capabilities/example.greet/run", 405, "method_not_allowed")]
    [InlineData("GET", "/teapot", 418, "http_418")]
    [InlineData("GET", "/bad", 413, "payload_too_large")]
    public async Task AnyRoute_FailureOfHttp_IsAProblem(string method, string path, int status, string code)
    {
        await using var host = await GatewayHost.StartAsync([], static _ => { }, static app =>
        {
            app.MapGet("/teapot", static context =>
            {
                context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                return Task.CompletedTask;
            });
            app.MapGet("/bad", static (HttpContext _) => throw new BadHttpRequestException("secret", StatusCodes.Status413PayloadTooLarge));
        });

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var response = await host.Client.SendAsync(request, Cancellation);

        var problem = await ReadAsync(response);
        Assert.Equal((status, code), ((int)response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
        Assert.Single(response.Headers.GetValues("X-Request-Id"));
    }

    [Fact]
    public async Task AnyRoute_Exception_IsInternalAndShowsNothingOfIt()
    {
        await using var host = await GatewayHost.StartAsync([], static _ => { }, static app => app.MapGet("/boom", static context =>
        {
            context.Response.Headers.ETag = "\"secret\"";
            throw new InvalidOperationException("secret in /etc/passwd");
        }));

        var response = await host.Client.GetAsync("/boom", Cancellation);

        var problem = await ReadAsync(response);
        Assert.Equal((HttpStatusCode.InternalServerError, "internal"), (response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.False(problem.GetProperty("retryable").GetBoolean());
        Assert.DoesNotContain("secret", problem.GetRawText() + response.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem.GetRawText(), StringComparison.Ordinal);
        var logged = Assert.Single(host.Complaints);
        Assert.Equal(LogLevel.Error, logged.Level);
        Assert.IsType<InvalidOperationException>(logged.Exception);
        Assert.DoesNotContain("secret", logged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRoute_CancellationThatIsNotTheCallers_IsInternal()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Controller.Answer = static (_, _) => throw new OperationCanceledException();

        var response = await host.Client.PostAsync(GatewayHost.Run, content: null, Cancellation);

        Assert.Equal((HttpStatusCode.InternalServerError, "internal"), (response.StatusCode, (await ReadAsync(response)).GetProperty("code").GetString()));
        Assert.Single(host.Complaints);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(text.Length, response.Content.Headers.ContentLength);
        return JsonElement.Parse(text);
    }
}
