namespace WorkerGrains.Engines.Batching;

/// <summary>Calls when the next deadline of waiting inputs passes. Its members but <see cref="Dispose"/> are guarded by the batcher's lock.</summary>
/// <remarks>
/// Set only when a deadline comes up that is earlier than the one it waits for: inputs with deadlines alike, one after the other, set it once.
/// When it is early, because that input has run meanwhile, the batcher looks for the next.
/// </remarks>
internal sealed class ExpiryTimer : IDisposable
{
    // A call looks at all that wait, so there is a least time between two.
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _next = long.MaxValue;

    public ExpiryTimer(Action expired, TimeProvider time)
    {
        _time = time;

        // Not in the context of whoever makes the batcher: its span would be kept for as long as the timer.
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = time.CreateTimer(static state => ((Action)state!)(), expired, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sees to it that the call comes when this timestamp has passed.</summary>
    public void Watch(long expires)
    {
        if (expires < _next)
        {
            Set(expires, TimeSpan.FromTicks(1));
        }
    }

    /// <summary>Waits for the next deadline after a call; <see cref="long.MaxValue"/> when there is none.</summary>
    public void Restart(long expires)
    {
        _next = long.MaxValue;
        if (expires < long.MaxValue)
        {
            Set(expires, s_leastPause);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Set(long expires, TimeSpan least)
    {
        _next = expires;
        var pause = _time.GetElapsedTime(_time.GetTimestamp(), expires);

        // A timer counts whole milliseconds and must not come before the deadline.
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(pause.TotalMilliseconds, s_longestPause.TotalMilliseconds)));
        _timer.Change(rounded < least ? least : rounded, Timeout.InfiniteTimeSpan);
    }
}
