using System.Collections.Immutable;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>One silo of the cluster, as it last reported itself.</summary>
/// <param name="Name">The name it was given.</param>
/// <param name="Address">Where other silos reach it, and which run of it this is.</param>
/// <param name="IsReady">Whether it serves.</param>
/// <param name="IsDraining">Whether it finishes what it has and takes nothing new.</param>
/// <param name="Capabilities">What it offers, ready or not.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.SiloStatus")]
public sealed record SiloStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] bool IsReady,
    [property: Id(3)] bool IsDraining,
    [property: Id(4)] ImmutableArray<string> Capabilities)
{
    /// <summary>What it can compute on: its processors first, then its GPUs.</summary>
    [Id(5)]
    public ImmutableArray<DeviceStatus> Devices { get; init; } = [];
}
