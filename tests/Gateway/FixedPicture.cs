using System.Collections.Immutable;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using SiloStatus = WorkerGrains.Contracts.Cluster.SiloStatus;

namespace WorkerGrains.Tests.Gateway;

/// <summary>A cluster that offers what the test says.</summary>
internal sealed class FixedPicture(ImmutableArray<CapabilityDescriptor> offered) : IClusterPicture
{
    public bool IsReady { get; set; } = true;

    public ImmutableArray<ReplicaStatus> Replicas { get; set; } = [];

    public ImmutableArray<SiloStatus> Silos { get; set; } = [];

    public CapabilityDescriptor? Find(string name, CapabilityVersion? version) => offered
        .Where(contract => contract.Name == name && (version is null || contract.Version.Serves(version.Value)))
        .MaxBy(static contract => contract.Version);

    public ImmutableArray<CapabilityStatus> ListCapabilities() => [.. offered.Select(contract => new CapabilityStatus(contract, Replicas))];

    public ImmutableArray<SiloStatus> ListSilos() => Silos;
}
