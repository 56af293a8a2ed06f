using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>Work that failed for a reason the caller can act on. The message says what to change.</summary>
public sealed class WorkException : Exception
{
    /// <summary>Wraps a failure.</summary>
    public WorkException(WorkError error, WorkTimings timings = default)
        : base(error?.Message)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
        Timings = timings;
    }

    /// <summary>The failure.</summary>
    public WorkError Error { get; }

    /// <summary>What kind of failure it is.</summary>
    public WorkErrorCode Code => Error.Code;

    /// <summary>The capability's own code for it, one of those in its contract, or <see langword="null"/>.</summary>
    public string? Reason => Error.Reason;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsRetryable => Error.Code.IsRetryable();

    /// <summary>When a retry is worth while, if that is known.</summary>
    public TimeSpan? RetryAfter => Error.RetryAfter;

    /// <summary>Where the time went.</summary>
    public WorkTimings Timings { get; }
}
