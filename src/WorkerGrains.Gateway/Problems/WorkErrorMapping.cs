using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Problems;

/// <summary>The one table from a failure of work to HTTP.</summary>
internal static class WorkErrorMapping
{
    /// <summary>The status and the title of a problem.</summary>
    /// <remarks>A failed engine is 500 and not 502: it is part of this service, and proxies take 502 for a server to avoid.</remarks>
    public static (int Status, string Title) ToHttp(this WorkErrorCode code, int overloadStatus) => code switch
    {
        WorkErrorCode.InvalidInput => (StatusCodes.Status400BadRequest, "The input is invalid"),
        WorkErrorCode.UnknownCapability => (StatusCodes.Status404NotFound, "The capability is unknown"),
        WorkErrorCode.UnknownVersion => (StatusCodes.Status404NotFound, "The version is unknown"),
        WorkErrorCode.UnknownModel => (StatusCodes.Status404NotFound, "The model is unknown"),
        WorkErrorCode.SessionLost => (StatusCodes.Status410Gone, "The session has ended"),
        WorkErrorCode.PayloadTooLarge => (StatusCodes.Status413PayloadTooLarge, "The input is too large"),
        WorkErrorCode.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, "The media type is not taken"),
        WorkErrorCode.Overloaded => (overloadStatus, "The queue is full"),
        WorkErrorCode.DeadlineExceeded => (StatusCodes.Status504GatewayTimeout, "The deadline cannot be met"),
        WorkErrorCode.NotReady => (StatusCodes.Status503ServiceUnavailable, "The worker is not ready"),
        WorkErrorCode.Unavailable => (StatusCodes.Status503ServiceUnavailable, "The worker did not answer"),
        WorkErrorCode.Canceled => (StatusCodes.Status499ClientClosedRequest, "The caller stopped waiting"),
        WorkErrorCode.EngineFailed => (StatusCodes.Status500InternalServerError, "The engine failed"),
        WorkErrorCode.CallTooDeep => (StatusCodes.Status400BadRequest, "Capabilities called each other too deep"),
        WorkErrorCode.Conflict => (StatusCodes.Status409Conflict, "What is stored has changed"),
        WorkErrorCode.NotFound => (StatusCodes.Status404NotFound, "There is no such thing"),
        // From a newer silo.
        _ => (StatusCodes.Status500InternalServerError, "The work failed"),
    };

    /// <summary>What callers switch on: the capability's own code where it has one.</summary>
    public static string ToHttpCode(this WorkError error) => error.Reason ?? error.Code.ToName();

    /// <summary>The whole seconds to wait before a retry, at least one; <see langword="null"/> when waiting is no remedy.</summary>
    public static int? ToRetryAfterSeconds(this WorkError error)
    {
        if (error.RetryAfter is { } wait)
        {
            return (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, int.MaxValue);
        }

        return error.Code is WorkErrorCode.Overloaded or WorkErrorCode.NotReady or WorkErrorCode.Unavailable ? 1 : null;
    }
}
