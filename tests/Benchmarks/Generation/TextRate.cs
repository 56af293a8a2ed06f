namespace WorkerGrains.Benchmarks.Generation;

/// <summary>How quickly texts came.</summary>
/// <param name="TokensPerSecond">All texts together.</param>
/// <param name="FirstTokenMilliseconds">From asking to the first token, the median of the texts.</param>
internal sealed record TextRate(double TokensPerSecond, double FirstTokenMilliseconds);
