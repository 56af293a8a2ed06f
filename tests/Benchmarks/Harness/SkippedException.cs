namespace WorkerGrains.Benchmarks.Harness;

/// <summary>A benchmark cannot run on this machine; the message says what it lacks.</summary>
internal sealed class SkippedException(string message) : Exception(message);
