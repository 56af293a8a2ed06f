using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Tests.Gateway;

/// <summary>Models of a cluster that does as the test says.</summary>
internal sealed class ScriptedModels : IModelController
{
    public ImmutableArray<SiloModel> Models { get; set; } = [];

    public ImmutableArray<ModelChangeResult> Results { get; set; } = [];

    /// <summary>The last change that was asked for.</summary>
    public ModelChange? Change { get; private set; }

    public ImmutableArray<SiloModel> ListModels() => Models;

    public Task<ImmutableArray<ModelChangeResult>> ChangeAsync(ModelChange change, CancellationToken cancellationToken)
    {
        Change = change;
        return Task.FromResult(Results);
    }
}
