using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>The silos of the cluster.</summary>
internal sealed record SiloListView(ImmutableArray<SiloView> Silos)
{
    public static SiloListView Of(IEnumerable<SiloStatus> silos) =>
        new([.. silos.OrderBy(static silo => silo.Name, StringComparer.Ordinal).Select(SiloView.Of)]);
}
