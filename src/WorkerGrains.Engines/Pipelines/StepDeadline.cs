using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>When a step must be done.</summary>
/// <param name="Allowed">How long it may take; <see langword="null"/> as long as the pipeline.</param>
/// <param name="Expires">The timestamp at which that has passed.</param>
internal readonly record struct StepDeadline(TimeSpan? Allowed, long Expires)
{
    public static StepDeadline None { get; } = new(null, long.MaxValue);

    public static StepDeadline In(TimeSpan span, TimeProvider time) => new(span, Deadlines.Expires(time, span));

    /// <summary>What is left of it; <see langword="null"/> when there is none.</summary>
    public TimeSpan? Left(TimeProvider time) => Allowed is null ? null : time.GetElapsedTime(time.GetTimestamp(), Expires);
}
