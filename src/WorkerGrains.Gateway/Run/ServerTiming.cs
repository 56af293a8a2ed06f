using System.Globalization;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>Writes timings as a <c>Server-Timing</c> header: milliseconds to the microsecond.</summary>
internal static class ServerTiming
{
    private const int MaxUsualLength = 128;

    public static string Format(in WorkTimings timings)
    {
        var queue = Microseconds(timings.Queue);
        var batch = Microseconds(timings.Batch);
        var run = Microseconds(timings.Run);
        var total = Microseconds(timings.Total);
        // Whole numbers, because formatting a double costs several times as much.
        return string.Create(
            CultureInfo.InvariantCulture,
            stackalloc char[MaxUsualLength],
            $"queue;dur={queue / 1000}.{queue % 1000:D3}, batch;dur={batch / 1000}.{batch % 1000:D3}, run;dur={run / 1000}.{run % 1000:D3}, total;dur={total / 1000}.{total % 1000:D3}");
    }

    private static long Microseconds(TimeSpan span) => Math.Max(0, span.Ticks / TimeSpan.TicksPerMicrosecond);
}
