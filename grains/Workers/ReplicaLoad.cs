using WorkerGrains.Engines.Running;

namespace WorkerGrains.Grains.Workers;

/// <summary>How busy a replica is, on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ReplicaLoad")]
internal readonly record struct ReplicaLoad([property: Id(0)] int Waiting, [property: Id(1)] float SecondsPerInput)
{
    public static ReplicaLoad From(RunnerLoad load) => new(load.Waiting, load.SecondsPerInput);
}
