using System.Collections.Immutable;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>The models of the cluster, and their operator's hand on them.</summary>
/// <remarks>Thread-safe. Remembers nothing: what a silo serves is the silo's, and its repository folder's when it starts again.</remarks>
public interface IModelController
{
    /// <summary>The models of all silos, as they last reported them.</summary>
    ImmutableArray<SiloModel> ListModels();

    /// <summary>Changes a model on every silo that has it, at the same time, and returns when all have.</summary>
    /// <returns>What came of it on each silo that has the model; empty when none has.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; changes that have begun go on.</exception>
    Task<ImmutableArray<ModelChangeResult>> ChangeAsync(ModelChange change, CancellationToken cancellationToken);
}
