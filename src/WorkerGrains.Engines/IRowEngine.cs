namespace WorkerGrains.Engines;

/// <summary>An engine whose inputs are lists: each is split into rows that wait and run in batches by themselves, and the outcomes of its rows are joined.</summary>
/// <remarks>
/// So a batch is made of rows of many callers, and an input of a thousand rows does not keep one of a single row waiting until all have run. An input
/// is answered whole: when one of its rows fails, those that have not run are dropped and the input has that row's error.
/// </remarks>
/// <typeparam name="TInput">The capability's input.</typeparam>
/// <typeparam name="TRow">What the engine's batches are made of.</typeparam>
/// <typeparam name="TRowOutput">What comes of a row.</typeparam>
/// <typeparam name="TOutput">The capability's output.</typeparam>
public interface IRowEngine<TInput, TRow, TRowOutput, TOutput> : IEngine<TRow, TRowOutput>
{
    /// <summary>Makes the rows of one input ready, at least one, or says why it cannot be done. Runs on the thread pool, at most as many at once as there are processors.</summary>
    /// <remarks>Thread-safe. Rows that are <see cref="IDisposable"/> are disposed of once each, when their batch has run or they were dropped.</remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    EngineOutcome<TRow[]> Split(TInput input, CancellationToken cancellationToken);

    /// <summary>Makes the output of what came of the rows, which are in the order of <see cref="Split"/>.</summary>
    /// <remarks>Thread-safe.</remarks>
    EngineOutcome<TOutput> Join(TInput input, IReadOnlyList<TRowOutput> rows);
}
