using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>All offered versions of one capability.</summary>
/// <param name="Name">The capability's name.</param>
/// <param name="NewestFirst">The versions; at least one.</param>
internal sealed record CapabilityVersions(string Name, ImmutableArray<CapabilityStatus> NewestFirst)
{
    public CapabilityStatus Newest => NewestFirst[0];

    /// <summary>Puts the versions of each capability together, names in order.</summary>
    public static IEnumerable<CapabilityVersions> ByName(IEnumerable<CapabilityStatus> offered) => offered
        .GroupBy(static status => status.Descriptor.Name, StringComparer.Ordinal)
        .OrderBy(static versions => versions.Key, StringComparer.Ordinal)
        .Select(static versions => new CapabilityVersions(versions.Key, [.. versions.OrderByDescending(static status => status.Descriptor.Version)]));
}
