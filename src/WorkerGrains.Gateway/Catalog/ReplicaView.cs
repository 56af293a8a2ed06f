using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One replica, as it last reported itself.</summary>
/// <param name="Silo">The name of its silo.</param>
/// <param name="Readiness">Whether it can serve.</param>
/// <param name="Device">The device it computes on.</param>
/// <param name="Lanes">How many batches it runs at once.</param>
/// <param name="Waiting">Inputs queued or running.</param>
/// <param name="ExpectedWaitMs">How long an input that comes now would wait.</param>
internal sealed record ReplicaView(string Silo, ReadinessView Readiness, string Device, int Lanes, int Waiting, double ExpectedWaitMs)
{
    public static ReplicaView Of(ReplicaStatus replica) => new(
        replica.Silo, ReadinessView.Of(replica.Readiness), replica.Device, replica.Lanes, replica.Waiting, replica.ExpectedWait.TotalMilliseconds);
}
