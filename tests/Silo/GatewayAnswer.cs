using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Problems;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Silo;

/// <summary>What the gateway answered, found to be within the contract: an output that the schema promises, or a problem with a declared code.</summary>
/// <param name="Output">The output, where there is one.</param>
/// <param name="Code">The code of the failure, where there is one.</param>
/// <param name="Detail">What the failure says.</param>
internal readonly record struct GatewayAnswer(JsonElement? Output, string? Code, string? Detail)
{
    /// <summary>How a test names an answer that is an output.</summary>
    public const string Answered = "answered";

    public string Outcome => Code ?? Answered;

    public static HttpContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    public static HttpContent Raw(byte[] bytes, string mediaType = "application/octet-stream") =>
        new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    /// <summary>Sends a request, and checks what comes against the contract.</summary>
    public static async Task<GatewayAnswer> OfAsync(HttpClient http, Capability capability, HttpContent content, string query = "", TimeSpan? timeout = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/capabilities/{capability.Name}/run?{query}") { Content = content };
        if (timeout is { } limit)
        {
            request.Headers.Add("X-Request-Timeout-Ms", limit.TotalMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var body = JsonElement.Parse(text);
        if (response.IsSuccessStatusCode)
        {
            SchemaCheck.AssertPromised(capability, body);
            return new GatewayAnswer(body, null, null);
        }

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var code = body.GetProperty("code").GetString()!;
        var kind = capability.Errors.FirstOrDefault(error => error.Code == code)?.Kind ?? Enum.GetValues<WorkErrorCode>().FirstOrDefault(kind => kind.ToName() == code);
        Assert.True(kind != default, $"{capability.Name} does not declare {text}");
        Assert.Equal((kind.ToHttp(overloadStatus: 503).Status, kind.IsRetryable()), ((int)response.StatusCode, body.GetProperty("retryable").GetBoolean()));
        var detail = body.GetProperty("detail").GetString()!;
        Assert.NotEmpty(detail);
        Assert.DoesNotContain(Path.GetTempPath(), detail, StringComparison.Ordinal);
        return new GatewayAnswer(null, code, detail);
    }
}
