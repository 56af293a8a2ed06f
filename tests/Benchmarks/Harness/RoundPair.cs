namespace WorkerGrains.Benchmarks.Harness;

/// <summary>What one round measured on both sides.</summary>
internal readonly record struct RoundPair<T>(T Baseline, T Subject);
