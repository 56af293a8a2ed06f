using System.Collections.Immutable;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One capability with everything there is to know of it.</summary>
/// <param name="Name">The name to run it by.</param>
/// <param name="Versions">The versions offered, newest first.</param>
internal sealed record CapabilityView(string Name, ImmutableArray<CapabilityVersionView> Versions)
{
    public static CapabilityView Of(CapabilityVersions versions) =>
        new(versions.Name, [.. versions.NewestFirst.Select(CapabilityVersionView.Of)]);
}
