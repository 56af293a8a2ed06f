using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>All that the cluster offers, in short.</summary>
internal sealed record CapabilityListView(ImmutableArray<CapabilitySummaryView> Capabilities)
{
    public static CapabilityListView Of(IEnumerable<CapabilityStatus> offered) =>
        new([.. CapabilityVersions.ByName(offered).Select(CapabilitySummaryView.Of)]);
}
