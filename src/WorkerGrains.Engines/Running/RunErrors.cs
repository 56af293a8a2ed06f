using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Running;

/// <summary>What an input answers that did not get to its outcome.</summary>
internal static class RunErrors
{
    public static WorkError Stopping { get; } = new(WorkErrorCode.Unavailable, "The silo is stopping.");

    public static WorkError Expired { get; } = new(WorkErrorCode.DeadlineExceeded, "The deadline passed while the input waited in the queue.");

    /// <summary>The queue is full, and when a place should be free.</summary>
    public static WorkError Overloaded(int maxQueueLength, TimeSpan expectedWait) => new(WorkErrorCode.Overloaded, $"The worker's queue of {maxQueueLength} is full.")
    {
        RetryAfter = TimeSpan.FromSeconds(Math.Clamp(expectedWait.TotalSeconds, 1, 60)),
    };
}
