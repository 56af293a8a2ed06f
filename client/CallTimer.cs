using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>How much of a request's time is left, over all attempts.</summary>
internal readonly struct CallTimer(TimeSpan? timeout, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>What is left; infinite when the request sets no limit of its own.</summary>
    public TimeSpan Left => timeout is { } limit ? limit - time.GetElapsedTime(_started) : Timeout.InfiniteTimeSpan;

    /// <summary>The request as its next attempt sends it, under a name of its own. False when the time is up.</summary>
    public bool TryPrepare(WorkRequest request, out WorkRequest attempt)
    {
        var left = Left;
        attempt = request with { Timeout = timeout is null ? null : left, CallId = Guid.NewGuid() };
        return left > TimeSpan.Zero || left == Timeout.InfiniteTimeSpan;
    }
}
