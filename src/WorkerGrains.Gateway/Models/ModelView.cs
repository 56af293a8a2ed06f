using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Models;

/// <summary>A model and the silos that have it.</summary>
internal sealed record ModelView(string Name, ImmutableArray<ModelOnSiloView> Silos)
{
    public static ImmutableArray<ModelView> ByName(IEnumerable<SiloModel> models) =>
    [
        .. models.GroupBy(static model => model.Model.Name)
            .OrderBy(static model => model.Key, StringComparer.Ordinal)
            .Select(static model => new ModelView(model.Key, [.. model.Select(ModelOnSiloView.Of)])),
    ];
}
