namespace WorkerGrains.Contracts.Work;

/// <summary>Where the time of a request went, and who answered it.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkTimings")]
public readonly record struct WorkTimings
{
    /// <summary>From being queued to being taken into a batch.</summary>
    [Id(0)]
    public TimeSpan Queue { get; init; }

    /// <summary>From being taken into a batch to having an outcome: the run, and the runs of neighbours when a batch had to be run one by one.</summary>
    [Id(1)]
    public TimeSpan Batch { get; init; }

    /// <summary>The engine's run that gave the outcome.</summary>
    [Id(2)]
    public TimeSpan Run { get; init; }

    /// <summary>From the controller taking the request to its answer.</summary>
    [Id(3)]
    public TimeSpan Total { get; init; }

    /// <summary>How many inputs ran together.</summary>
    [Id(4)]
    public int BatchSize { get; init; }

    /// <summary>The name of the silo that answered.</summary>
    [Id(5)]
    public string? Silo { get; init; }

    /// <summary>The device that computed.</summary>
    [Id(6)]
    public string? Device { get; init; }

    /// <summary>How many replicas were asked; 1 when the first one answered.</summary>
    [Id(7)]
    public int Attempts { get; init; }
}
