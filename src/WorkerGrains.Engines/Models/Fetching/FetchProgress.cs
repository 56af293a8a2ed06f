namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>How far a fetch is.</summary>
/// <param name="Bytes">What is there.</param>
/// <param name="Total">What there will be; <see langword="null"/> when the other side does not say.</param>
public readonly record struct FetchProgress(long Bytes, long? Total);
