using System.Collections.Immutable;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>The models of the cluster, and their operator's hand on them.</summary>
/// <remarks>Thread-safe. What operators choose is stored where the cluster keeps state, and silos that start or return follow it.</remarks>
public interface IModelController
{
    /// <summary>The models of all silos, as they last reported them.</summary>
    ImmutableArray<SiloModel> ListModels();

    /// <summary>Changes a model on every silo that has it, at the same time, and returns when all have.</summary>
    /// <returns>What came of it on each silo that has the model; empty when none has.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; changes that have begun go on.</exception>
    Task<ImmutableArray<ModelChangeResult>> ChangeAsync(ModelChange change, CancellationToken cancellationToken);
}
