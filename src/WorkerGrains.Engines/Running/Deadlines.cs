namespace WorkerGrains.Engines.Running;

/// <summary>Deadlines as timestamps.</summary>
internal static class Deadlines
{
    /// <summary>The timestamp at which a span from now has passed; the end of time when there is none.</summary>
    public static long Expires(TimeProvider time, TimeSpan? timeout)
    {
        var now = time.GetTimestamp();
        var ticks = timeout?.TotalSeconds * time.TimestampFrequency;
        return ticks < long.MaxValue - now ? now + (long)ticks : long.MaxValue;
    }
}
