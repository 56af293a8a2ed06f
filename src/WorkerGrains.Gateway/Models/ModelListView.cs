using System.Collections.Immutable;

namespace WorkerGrains.Gateway.Models;

/// <summary>The models of the cluster.</summary>
internal sealed record ModelListView(ImmutableArray<ModelView> Models);
