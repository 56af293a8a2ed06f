using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Models;

/// <summary>What came of a change to a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Done">Whether every silo that has the model made the change. Where one refused, what served before goes on serving.</param>
/// <param name="Silos">The silos that have the model.</param>
internal sealed record ModelChangeView(string Model, bool Done, ImmutableArray<ModelChangeOnSiloView> Silos)
{
    public static ModelChangeView Of(string model, ImmutableArray<ModelChangeResult> results) =>
        new(model, results.All(static result => result.Error is null), [.. results.Select(ModelChangeOnSiloView.Of)]);
}

/// <summary>What came of it on one silo.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Done">Whether it made the change.</param>
/// <param name="Version">The version that serves there now.</param>
/// <param name="Code">Why not.</param>
/// <param name="Detail">What to change.</param>
internal sealed record ModelChangeOnSiloView(string Silo, bool Done, int? Version, string? Code, string? Detail)
{
    public static ModelChangeOnSiloView Of(ModelChangeResult result) =>
        new(result.Silo, result.Error is null, result.Model?.Version, result.Error?.ToHttpCode(), result.Error?.Message);
}
