using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WorkerGrains.Gateway.Problems;

/// <summary>Gives every response its names and every failure without a body a problem, whichever route it came from.</summary>
/// <remarks>What is thrown reaches the log only: nothing of an exception is shown to callers, in no environment.</remarks>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        RequestIdentity.Stamp(context);
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody reads an answer.
            LogCallerGone();
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }

            return;
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            LogBadRequest(exception.StatusCode);
            Restart(context, exception.StatusCode);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogUnhandled(exception);
            Restart(context, StatusCodes.Status500InternalServerError);
        }

        if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null or 0, ContentType: null } response)
        {
            await ProblemWriter.WriteAsync(context, response.StatusCode);
        }
    }

    private static void Restart(HttpContext context, int status)
    {
        context.Response.Clear();
        RequestIdentity.Stamp(context);
        context.Response.StatusCode = status;
    }

    [LoggerMessage(LogLevel.Debug, "The caller went away before its answer.")]
    private partial void LogCallerGone();

    [LoggerMessage(LogLevel.Debug, "A request was malformed and is answered with {Status}.")]
    private partial void LogBadRequest(int status);

    [LoggerMessage(LogLevel.Error, "A request failed for a reason that nothing foresaw.")]
    private partial void LogUnhandled(Exception exception);
}
