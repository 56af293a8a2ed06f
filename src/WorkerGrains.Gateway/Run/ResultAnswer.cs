using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Run;

/// <summary>Answers with a result: the output's bytes as the worker wrote them, or a problem. Thread-safe.</summary>
internal sealed partial class ResultAnswer(ProblemWriter problems, ILogger<ResultAnswer> logger)
{
    private static readonly WorkError s_outputLost =
        new(WorkErrorCode.Unavailable, "The worker answered, but its output was lost on the way. Try again.");

    public async ValueTask WriteAsync(HttpContext context, WorkResult result)
    {
        var (output, error) = await FetchAsync(result, context.RequestAborted);
        var response = context.Response;
        WorkerHeaders.Write(response.Headers, result);
        if (error is not null)
        {
            await problems.WriteAsync(context, error);
            return;
        }

        response.ContentType = result.ContentType;
        response.ContentLength = output.Length;
        await response.BodyWriter.WriteAsync(output.Bytes);
    }

    /// <summary>The output of a result, pulled if another silo holds it. That silo may be gone by now, in more ways than there are exceptions to name.</summary>
    public async ValueTask<(Payload Output, WorkError? Error)> FetchAsync(WorkResult result, CancellationToken cancellationToken)
    {
        if (result.Error is not null || result.Payload.Source is null)
        {
            return (result.Payload, result.Error);
        }

        try
        {
            return (await PayloadExchange.FetchOutputAsync(result.Payload, cancellationToken), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogOutputLost(result.Payload.Length, exception);
            return (default, s_outputLost);
        }
    }

    [LoggerMessage(LogLevel.Warning, "An output of {Length} bytes could not be pulled from the silo that holds it.")]
    private partial void LogOutputLost(int length, Exception exception);
}
