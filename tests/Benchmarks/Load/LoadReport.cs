namespace WorkerGrains.Benchmarks.Load;

/// <summary>What a server showed under load.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">The median time from sending a request to having its answer, in milliseconds.</param>
/// <param name="P99">The time that one answer in a hundred exceeds, in milliseconds.</param>
/// <param name="ProcessorMicroseconds">Processor time of the server for each answer; unlike the others, hardly touched by what else runs.</param>
internal sealed record LoadReport(double PerSecond, double P50, double P99, double ProcessorMicroseconds);
