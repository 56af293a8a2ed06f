namespace WorkerGrains.Benchmarks.Harness;

/// <summary>How long to measure: longer narrows the spread.</summary>
/// <param name="WarmUp">Before the first round, for each side: long enough for the compiler's second look at hot code.</param>
/// <param name="Round">One side of one round.</param>
/// <param name="Rounds">How many rounds.</param>
internal sealed record RunLength(TimeSpan WarmUp, TimeSpan Round, int Rounds)
{
    public static RunLength Full { get; } = new(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(2), 9);

    public static RunLength Quick { get; } = new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.7), 5);
}
