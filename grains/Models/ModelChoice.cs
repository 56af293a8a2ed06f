using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Models;

/// <summary>The last word of operators on a model, or on one of its aliases.</summary>
/// <param name="Change">What was done last.</param>
/// <param name="Told">The names of the silos that were told then.</param>
/// <param name="Revision">Which change it was: they are counted from 1, over all models.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ModelChoice")]
internal sealed record ModelChoice([property: Id(0)] ModelChange Change, [property: Id(1)] ImmutableArray<string> Told, [property: Id(2)] long Revision);
