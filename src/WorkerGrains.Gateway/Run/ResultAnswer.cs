using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Run;

/// <summary>Answers with a result: the output's bytes as the worker wrote them, or a problem. Thread-safe.</summary>
internal sealed partial class ResultAnswer(ProblemWriter problems, ILogger<ResultAnswer> logger)
{
    public async ValueTask WriteAsync(HttpContext context, WorkResult result)
    {
        var fetched = await FetchAsync(result, context.RequestAborted);
        var response = context.Response;
        WorkerHeaders.Write(response.Headers, fetched);
        if (fetched.Error is { } error)
        {
            await problems.WriteAsync(context, error);
            return;
        }

        if (fetched.ContentType != MediaTypes.Json)
        {
            WriteRawHeaders(response.Headers, fetched);
        }

        response.ContentType = fetched.ContentType;
        response.ContentLength = fetched.Payload.Length;
        await response.BodyWriter.WriteAsync(fetched.Payload.Bytes);
    }

    /// <summary>The result with its output here, or the error that it was lost.</summary>
    public async ValueTask<WorkResult> FetchAsync(WorkResult result, CancellationToken cancellationToken)
    {
        var fetched = await PayloadExchange.FetchOutputAsync(result, cancellationToken);
        if (fetched.Error is not null && result.Error is null)
        {
            LogOutputLost(result.Payload.Length);
        }

        return fetched;
    }

    /// <summary>What goes with an output that is made of what a caller sent: a page among them must not run as one of this service.</summary>
    private static void WriteRawHeaders(IHeaderDictionary headers, WorkResult result)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentDisposition = "attachment";
        foreach (var (name, value) in result.OutputHeaders.IsDefault ? [] : result.OutputHeaders)
        {
            if (GatewayHeaders.IsSane(name) && GatewayHeaders.IsSane(value))
            {
                headers[GatewayHeaders.OfOutput(name)] = value;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "An output of {Length} bytes could not be pulled from the silo that holds it.")]
    private partial void LogOutputLost(int length);
}
