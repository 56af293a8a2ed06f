namespace WorkerGrains.Engines;

/// <summary>Makes an output from what other capabilities answer, and gives items while it does.</summary>
/// <inheritdoc cref="IComposingEngine{TInput,TOutput}" path="/remarks"/>
/// <typeparam name="TInput">The capability's input.</typeparam>
/// <typeparam name="TItem">What its streams are made of.</typeparam>
/// <typeparam name="TOutput">The capability's output.</typeparam>
public interface IStreamingComposingEngine<TInput, TItem, TOutput>
{
    /// <summary>Runs one input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="items">Takes the items, in their order. Where the caller wants only the output they go nowhere.</param>
    /// <param name="caller">Calls other capabilities for this input.</param>
    /// <param name="cancellationToken">Canceled when nobody waits any more; the engine stops as soon as it can.</param>
    /// <returns>The output, or why there is none; a failed call that leaves none is told by the capability that failed.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <exception cref="Exception">The engine failed on this input; no other is affected.</exception>
    Task<EngineOutcome<TOutput>> RunAsync(TInput input, IItemSink<TItem> items, IWorkCaller caller, CancellationToken cancellationToken);
}
