namespace WorkerGrains.Benchmarks.Images;

/// <summary>How many photos a side got through.</summary>
/// <param name="PerSecond">Photos a second.</param>
/// <param name="ProcessorMilliseconds">Processor time for each, of the side's own process; what else runs on the machine hardly touches it.</param>
internal readonly record struct PhotoRate(double PerSecond, double ProcessorMilliseconds);
