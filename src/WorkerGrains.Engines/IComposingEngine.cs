namespace WorkerGrains.Engines;

/// <summary>Makes an output from what other capabilities answer.</summary>
/// <remarks>
/// One instance serves a whole silo. It is called for as many inputs at once as its options have lanes, on the thread pool, and mostly waits;
/// inputs that came by a call of another capability have lanes of their own, so that callers cannot take the lanes that their callees need.
/// The container that made it disposes of it.
/// </remarks>
/// <typeparam name="TInput">The capability's input.</typeparam>
/// <typeparam name="TOutput">The capability's output.</typeparam>
public interface IComposingEngine<TInput, TOutput>
{
    /// <summary>Runs one input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="caller">Calls other capabilities for this input.</param>
    /// <param name="cancellationToken">Canceled when nobody waits any more; the engine stops as soon as it can.</param>
    /// <returns>The output, or why there is none; a failed call that leaves none is told by the capability that failed.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <exception cref="Exception">The engine failed on this input; no other is affected.</exception>
    Task<EngineOutcome<TOutput>> RunAsync(TInput input, IWorkCaller caller, CancellationToken cancellationToken);
}
