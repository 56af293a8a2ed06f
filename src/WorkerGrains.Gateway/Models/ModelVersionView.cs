using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Models;

/// <summary>One version of a model in a silo's memory.</summary>
/// <param name="Version">The version.</param>
/// <param name="Engine">What runs it.</param>
/// <param name="Device">Where it is.</param>
/// <param name="MemoryBytes">What it was measured to take when it was loaded.</param>
internal sealed record ModelVersionView(int Version, string Engine, string Device, long MemoryBytes)
{
    public static ModelVersionView Of(ModelVersionStatus version) => new(version.Version, version.Runtime, version.Device, version.MemoryBytes);
}
