using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Problems;

/// <summary>Writes failures as <c>application/problem+json</c>. Thread-safe.</summary>
internal sealed class ProblemWriter(IOptions<GatewayOptions> options)
{
    public const string ContentType = "application/problem+json";

    /// <summary>Stands before a code to make the problem's type.</summary>
    public const string TypePrefix = "urn:workergrains:error:";

    // Never spliced into HTML, so only what JSON asks for is escaped.
    private static readonly GatewayJson s_json = new(new JsonSerializerOptions(GatewayJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a failure of work.</summary>
    public ValueTask WriteAsync(HttpContext context, WorkError error)
    {
        var (status, title) = error.Code.ToHttp(options.Value.OverloadStatusCode);
        if (error.ToRetryAfterSeconds() is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, status, Describe(context, status, error.ToHttpCode(), title, error.Message, error.Code.IsRetryable()));
    }

    /// <summary>The body of the same problem, for a stream that is under way.</summary>
    public byte[] Describe(HttpContext context, WorkError error)
    {
        var (status, title) = error.Code.ToHttp(options.Value.OverloadStatusCode);
        return Describe(context, status, error.ToHttpCode(), title, error.Message, error.Code.IsRetryable());
    }

    /// <summary>Writes a failure of HTTP itself.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="detail">What to change, where more can be said of it than for every failure of this status.</param>
    public static ValueTask WriteAsync(HttpContext context, int status, string? detail = null)
    {
        var (code, title, usual) = HttpProblems.Describe(status);
        return WriteAsync(context, status, Describe(context, status, code, title, detail ?? usual, HttpProblems.IsRetryable(status)));
    }

    private static byte[] Describe(HttpContext context, int status, string code, string title, string detail, bool retryable) => JsonSerializer.SerializeToUtf8Bytes(
        new Problem(TypePrefix + code, title, status, detail, code, retryable, RequestIdentity.TraceId(context)), s_json.Problem);

    private static async ValueTask WriteAsync(HttpContext context, int status, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }
}
