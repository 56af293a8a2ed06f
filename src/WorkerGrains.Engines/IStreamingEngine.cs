namespace WorkerGrains.Engines;

/// <summary>Computes an output from an input and gives items while it does.</summary>
/// <remarks>
/// One instance serves a whole silo. It is called for as many inputs at once as its options have lanes, on the thread pool: work that
/// blocks or computes for long has threads of its own. The container that made it disposes of it.
/// </remarks>
/// <typeparam name="TInput">The capability's input.</typeparam>
/// <typeparam name="TItem">What its streams are made of.</typeparam>
/// <typeparam name="TOutput">The capability's output.</typeparam>
public interface IStreamingEngine<TInput, TItem, TOutput>
{
    /// <inheritdoc cref="IEngine{TInput,TOutput}.Device"/>
    string Device => "cpu";

    /// <summary>Runs one input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="items">Takes the items, in their order. Where the caller wants only the output they go nowhere.</param>
    /// <param name="cancellationToken">Canceled when nobody waits any more; the engine stops as soon as it can.</param>
    /// <returns>The output, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <exception cref="Exception">The engine failed on this input; no other is affected.</exception>
    Task<EngineOutcome<TOutput>> RunAsync(TInput input, IItemSink<TItem> items, CancellationToken cancellationToken);
}
