using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Running;

/// <summary>What an input answers that did not get to its outcome.</summary>
internal static class RunErrors
{
    public static WorkError Stopping { get; } = new(WorkErrorCode.Unavailable, "The silo is stopping.");

    public static WorkError Expired { get; } = new(WorkErrorCode.DeadlineExceeded, "The deadline passed while the input waited in the queue.");

    public static WorkError BodyTooLarge { get; } = new(WorkErrorCode.PayloadTooLarge, "The body is larger than this capability reads. Send less.");

    public static WorkError BodyLost { get; } = new(WorkErrorCode.InvalidInput, "The body broke off before its end. Send it whole.");

    /// <summary>The queue is full, and when a place should be free.</summary>
    public static WorkError Overloaded(int maxQueueLength, TimeSpan expectedWait) => new(WorkErrorCode.Overloaded, $"The worker's queue of {maxQueueLength} is full.")
    {
        RetryAfter = TimeSpan.FromSeconds(Math.Clamp(expectedWait.TotalSeconds, 1, 60)),
    };

    /// <summary>The answer would come after the deadline.</summary>
    public static WorkError TooLate(TimeSpan untilDone) => new(
        WorkErrorCode.DeadlineExceeded, $"The answer would take about {Math.Ceiling(untilDone.TotalMilliseconds)} ms, longer than the deadline allows. Allow more time or try again later.")
    {
        RetryAfter = untilDone,
    };
}
