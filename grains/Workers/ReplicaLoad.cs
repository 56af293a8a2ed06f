using WorkerGrains.Engines.Running;

namespace WorkerGrains.Grains.Workers;

/// <summary>How busy a replica is, on its way between silos.</summary>
/// <param name="Waiting">Inputs that wait or run.</param>
/// <param name="SecondsPerInput">The time between two outcomes while it is busy; zero when not yet known.</param>
/// <param name="WaitSeconds">How long an input that comes now waits; <see langword="null"/> when not yet known, or when an older silo does not say.</param>
/// <param name="RunSeconds">How long an input of usual size then takes; zero when not yet known.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ReplicaLoad")]
internal readonly record struct ReplicaLoad(
    [property: Id(0)] int Waiting,
    [property: Id(1)] float SecondsPerInput,
    [property: Id(2)] float? WaitSeconds,
    [property: Id(3)] float RunSeconds)
{
    public static ReplicaLoad From(RunnerLoad load) => new(load.Waiting, load.SecondsPerInput, load.WaitSeconds, load.RunSeconds);
}
