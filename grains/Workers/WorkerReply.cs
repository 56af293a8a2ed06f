using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Workers;

/// <summary>A result with the load of the replica that gave it, so that busy controllers need not wait for the next card.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkerReply")]
internal readonly record struct WorkerReply([property: Id(0)] WorkResult Result, [property: Id(1)] ReplicaLoad Load);
