using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>The models of this silo as its operator sees them.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IModelRepository
{
    /// <summary>Raised when what serves has changed. Handlers must be quick and not throw.</summary>
    event Action? Changed;

    /// <summary>The models in memory and in the folders, by name.</summary>
    ImmutableArray<ModelStatus> List();

    /// <summary>Changes a model.</summary>
    /// <returns>How the model is doing now, <see langword="null"/> when there is none of that name, and why the change was refused, if it was.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; a change that has begun goes on.</exception>
    Task<(ModelStatus? Model, WorkError? Error)> ChangeAsync(ModelChange change, CancellationToken cancellationToken);

    /// <summary>Makes a change that an operator chose while this silo was not there. Where a version can no longer be had, the model serves as its policy says.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; what has begun goes on.</exception>
    Task RestoreAsync(ModelChange change, CancellationToken cancellationToken);
}
