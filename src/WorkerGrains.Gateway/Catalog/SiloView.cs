using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One silo, as it last reported itself.</summary>
/// <param name="Name">The name it was given.</param>
/// <param name="Address">Where other silos reach it, and which run of it this is.</param>
/// <param name="Ready">Whether it serves.</param>
/// <param name="Draining">Whether it finishes what it has and takes nothing new.</param>
/// <param name="Capabilities">What it offers, ready or not.</param>
/// <param name="Devices">What it can compute on.</param>
internal sealed record SiloView(
    string Name, string Address, bool Ready, bool Draining, ImmutableArray<string> Capabilities, ImmutableArray<DeviceView> Devices)
{
    public static SiloView Of(SiloStatus silo) => new(
        silo.Name,
        silo.Address,
        silo.IsReady,
        silo.IsDraining,
        silo.Capabilities,
        silo.Devices.IsDefault ? [] : [.. silo.Devices.Select(DeviceView.Of)]);
}
