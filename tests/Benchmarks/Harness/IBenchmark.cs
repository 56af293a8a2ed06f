namespace WorkerGrains.Benchmarks.Harness;

/// <summary>Measures one thing against a baseline in the same run.</summary>
internal interface IBenchmark
{
    /// <summary>The name to ask for it by.</summary>
    string Name { get; }

    /// <summary>Measures and returns the lines of the table.</summary>
    /// <exception cref="SkippedException">Something it needs is not on this machine.</exception>
    Task<IReadOnlyList<Comparison>> RunAsync(RunLength length);
}
