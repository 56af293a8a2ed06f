using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines;

/// <summary>An engine whose model may be replaced, unloaded and loaded again while it serves.</summary>
internal interface IModelEngine : IStartingEngine
{
    /// <summary>Whether it can serve now: with the model that is in memory, or one that can be had when it is asked for.</summary>
    Readiness Readiness { get; }

    /// <summary>Makes sure that the model is in memory, before an input is made ready for it.</summary>
    /// <returns><see langword="null"/>, or why it cannot be.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken);
}
