using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Engines;

/// <summary>The outcome of a sample input, the type of its output hidden.</summary>
internal readonly record struct SampleOutcome(object? Value, WorkError? Error)
{
    public bool IsSuccess => Error is null;
}
