using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Models;

/// <summary>How a model is doing on one silo.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="State">available, ready, unloaded or failed.</param>
/// <param name="Version">The version for requests that ask for none.</param>
/// <param name="Previous">The version that a roll back goes to.</param>
/// <param name="Versions">The versions in memory.</param>
/// <param name="Pinned">Whether it is never unloaded to make room.</param>
/// <param name="Aliases">Other names of versions.</param>
/// <param name="Reason">Why it does not serve, or why the last change was refused.</param>
/// <param name="Remedy">What helps.</param>
internal sealed record ModelOnSiloView(
    string Silo,
    ModelStateView State,
    int? Version,
    int? Previous,
    ImmutableArray<ModelVersionView> Versions,
    bool Pinned,
    ImmutableSortedDictionary<string, int> Aliases,
    string? Reason,
    string? Remedy)
{
    public static ModelOnSiloView Of(SiloModel model) => new(
        model.Silo,
        (ModelStateView)model.Model.State,
        model.Model.Version,
        model.Model.Previous,
        [.. model.Model.Versions.Select(ModelVersionView.Of)],
        model.Model.IsPinned,
        model.Model.Aliases,
        model.Model.Readiness.Reason,
        model.Model.Readiness.Remedy);
}
