namespace WorkerGrains.Engines;

/// <summary>An engine whose inputs are made ready one at a time (decoded, tokenised) before they wait in the queue.</summary>
/// <remarks>Preparing runs on the thread pool, at most as many at once as there are processors, so that the engine's own threads only compute.</remarks>
/// <typeparam name="TInput">The capability's input.</typeparam>
/// <typeparam name="TItem">What the engine's batches are made of.</typeparam>
/// <typeparam name="TOutput">The capability's output.</typeparam>
public interface IPreparingEngine<TInput, TItem, TOutput> : IEngine<TItem, TOutput>
{
    /// <summary>Makes one input ready, or says why it cannot be.</summary>
    /// <remarks>Thread-safe. An item that is <see cref="IDisposable"/> is disposed of once its batch has run or it was dropped.</remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    EngineOutcome<TItem> Prepare(TInput input, CancellationToken cancellationToken);
}
