using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>One replica, as it last reported itself.</summary>
/// <param name="Silo">The name of its silo.</param>
/// <param name="Readiness">Whether it can serve.</param>
/// <param name="Device">The device it computes on.</param>
/// <param name="Lanes">How many batches it runs at once.</param>
/// <param name="Waiting">Inputs queued or running.</param>
/// <param name="ExpectedWait">How long an input that comes now would wait.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ReplicaStatus")]
public sealed record ReplicaStatus(
    [property: Id(0)] string Silo,
    [property: Id(1)] Readiness Readiness,
    [property: Id(2)] string Device,
    [property: Id(3)] int Lanes,
    [property: Id(4)] int Waiting,
    [property: Id(5)] TimeSpan ExpectedWait);
