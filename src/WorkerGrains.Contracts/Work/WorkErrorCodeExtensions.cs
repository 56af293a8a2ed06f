namespace WorkerGrains.Contracts.Work;

/// <summary>What every surface needs to know of a code.</summary>
public static class WorkErrorCodeExtensions
{
    /// <summary>Whether the same request may succeed later.</summary>
    public static bool IsRetryable(this WorkErrorCode code) =>
        code is WorkErrorCode.Overloaded or WorkErrorCode.NotReady or WorkErrorCode.Unavailable or WorkErrorCode.DeadlineExceeded;

    /// <summary>The code as callers see it: <c>invalid_input</c>.</summary>
    public static string ToName(this WorkErrorCode code) => code switch
    {
        WorkErrorCode.InvalidInput => "invalid_input",
        WorkErrorCode.UnknownCapability => "unknown_capability",
        WorkErrorCode.UnknownVersion => "unknown_version",
        WorkErrorCode.PayloadTooLarge => "payload_too_large",
        WorkErrorCode.UnsupportedMediaType => "unsupported_media_type",
        WorkErrorCode.Overloaded => "overloaded",
        WorkErrorCode.DeadlineExceeded => "deadline_exceeded",
        WorkErrorCode.NotReady => "not_ready",
        WorkErrorCode.Unavailable => "unavailable",
        WorkErrorCode.EngineFailed => "engine_failed",
        WorkErrorCode.Canceled => "canceled",
        WorkErrorCode.UnknownModel => "unknown_model",
        WorkErrorCode.SessionLost => "session_lost",
        WorkErrorCode.CallTooDeep => "call_too_deep",
        WorkErrorCode.Conflict => "conflict",
        WorkErrorCode.NotFound => "not_found",
        _ => "unknown",
    };
}
