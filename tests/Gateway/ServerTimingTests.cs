using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Run;

namespace WorkerGrains.Tests.Gateway;

public sealed class ServerTimingTests
{
    [Fact]
    public void Format_Timings_AreMillisecondsToTheMicrosecond() => Assert.Equal(
        "queue;dur=0.000, batch;dur=0.045, run;dur=1.002, total;dur=90061001.000",
        ServerTiming.Format(new WorkTimings
        {
            Queue = TimeSpan.FromTicks(9),
            Batch = TimeSpan.FromMicroseconds(45),
            Run = TimeSpan.FromMicroseconds(1002),
            Total = new TimeSpan(days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1),
        }));

    [Fact]
    public void Format_ClockThatWentBack_IsZero() => Assert.StartsWith(
        "queue;dur=0.000,", ServerTiming.Format(new WorkTimings { Queue = TimeSpan.FromMilliseconds(-1) }), StringComparison.Ordinal);
}
