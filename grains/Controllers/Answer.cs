using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Controllers;

/// <summary>What came of a call: its result, or a stream that has begun.</summary>
/// <param name="Result">The result, or <see langword="null"/> when there are items first.</param>
/// <param name="Stream">The stream, at its first item; whoever gets it disposes of it.</param>
internal readonly record struct Answer(WorkResult? Result, ReplicaStream? Stream = null)
{
    /// <summary>How many replicas were asked.</summary>
    public int Attempts { get; init; }

    /// <summary>The silo that answered, if any did.</summary>
    public string? Silo { get; init; }

    public static implicit operator Answer(WorkError error) => new(WorkResult.Failure(error));
}
