namespace WorkerGrains.Engines.Running;

/// <summary>How busy a runner is.</summary>
/// <param name="Waiting">Inputs that wait or run.</param>
/// <param name="SecondsPerInput">The time between two outcomes while it is busy, all lanes together; zero when not yet known.</param>
public readonly record struct RunnerLoad(int Waiting, float SecondsPerInput)
{
    /// <summary>How many seconds an input that comes now waits for those before it, from what batches of their sizes took; <see langword="null"/> when not yet known.</summary>
    public float? WaitSeconds { get; init; }

    /// <summary>How many seconds an input of usual size takes by itself once it runs; zero when not yet known.</summary>
    public float RunSeconds { get; init; }

    /// <summary>How long an input that comes now waits for those before it.</summary>
    public TimeSpan ExpectedWait => TimeSpan.FromSeconds(WaitSeconds ?? (Waiting * SecondsPerInput));

    /// <summary>The same with inputs that have yet to come to the queue: they wait after those that are in it.</summary>
    internal RunnerLoad WithWaiting(int waiting) =>
        this with { Waiting = waiting, WaitSeconds = WaitSeconds + (Math.Max(0, waiting - Waiting) * SecondsPerInput) };
}
