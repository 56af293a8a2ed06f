namespace WorkerGrains.Engines.Running;

/// <summary>What came of one input, and where its time went.</summary>
internal readonly record struct RunReport<TOutput>(EngineOutcome<TOutput> Outcome)
{
    public TimeSpan Queue { get; init; }

    public TimeSpan Batch { get; init; }

    public TimeSpan Run { get; init; }

    public int BatchSize { get; init; }

    /// <summary>The same times with what was made of the outcome.</summary>
    public RunReport<TOther> With<TOther>(EngineOutcome<TOther> outcome) => new(outcome) { Queue = Queue, Batch = Batch, Run = Run, BatchSize = BatchSize };
}
