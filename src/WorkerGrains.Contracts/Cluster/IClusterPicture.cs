using System.Collections.Immutable;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>What this silo knows of the cluster: who lives, what each silo offers, how busy it is. Reading it waits for nobody.</summary>
public interface IClusterPicture
{
    /// <summary>Whether this silo serves: its engines have started, it has joined, and it is not draining.</summary>
    bool IsReady { get; }

    /// <summary>The contract that a request for this name and version meets, or <see langword="null"/> when none is offered.</summary>
    CapabilityDescriptor? Find(string name, CapabilityVersion? version);

    /// <summary>All that is offered.</summary>
    ImmutableArray<CapabilityStatus> ListCapabilities();

    /// <summary>All silos.</summary>
    ImmutableArray<SiloStatus> ListSilos();
}
