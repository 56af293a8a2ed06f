using System.Collections.Immutable;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>One version of a capability and the replicas that serve it.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.CapabilityStatus")]
public sealed record CapabilityStatus(
    [property: Id(0)] CapabilityDescriptor Descriptor,
    [property: Id(1)] ImmutableArray<ReplicaStatus> Replicas)
{
    /// <summary>Whether any replica can serve.</summary>
    public bool IsReady => Replicas.Any(static replica => replica.Readiness.IsReady);
}
