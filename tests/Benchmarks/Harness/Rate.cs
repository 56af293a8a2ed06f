using System.Diagnostics;

namespace WorkerGrains.Benchmarks.Harness;

/// <summary>How often something is done in a second by callers that each do it again and again.</summary>
internal static class Rate
{
    /// <param name="duration">For how long; each caller does it once at least.</param>
    /// <param name="run">What is done.</param>
    /// <param name="callers">How many do it at once, each on a thread of its own.</param>
    public static double PerSecond(TimeSpan duration, Action run, int callers = 1)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        Thread[] others = [.. Enumerable.Range(1, callers - 1).Select(_ => new Thread(Repeat))];
        Array.ForEach(others, static other => other.Start());
        Repeat();
        Array.ForEach(others, static other => other.Join());
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;

        void Repeat()
        {
            do
            {
                run();
                Interlocked.Increment(ref count);
            }
            while (Stopwatch.GetElapsedTime(started) < duration);
        }
    }
}
