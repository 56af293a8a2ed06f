namespace WorkerGrains.Engines;

/// <summary>Computes outputs from inputs. An engine sees only batches; a single request is a batch of one.</summary>
/// <remarks>
/// One instance serves a whole silo. It is called from as many lanes at once as its options allow (one unless configured), each a thread
/// of its own on which the engine may block. The container that made it disposes of it.
/// </remarks>
/// <typeparam name="TInput">What waits in the queue: the capability's input, or what <see cref="IPreparingEngine{TInput,TItem,TOutput}"/> made of it.</typeparam>
/// <typeparam name="TOutput">The capability's output.</typeparam>
public interface IEngine<TInput, TOutput>
{
    /// <summary>The device that this engine computes on, as shown to callers: <c>cpu</c>, <c>cuda:0</c>.</summary>
    string Device => "cpu";

    /// <summary>The most inputs that the engine gains from having in one batch. May change; read whenever a batch is formed, so it must be quick.</summary>
    int MaxBatchSize => int.MaxValue;

    /// <summary>Returns one outcome for each input, in the inputs' order.</summary>
    /// <param name="batch">The inputs. The list is reused after the call: do not keep it.</param>
    /// <param name="cancellationToken">Canceled when nobody waits for any input of the batch any more; the engine stops as soon as it can.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <exception cref="Exception">The batch failed as a whole; its inputs are then run one by one, so that only the bad ones fail.</exception>
    Task<IReadOnlyList<EngineOutcome<TOutput>>> RunAsync(IReadOnlyList<TInput> batch, CancellationToken cancellationToken);

    /// <summary>How much of a batch one input takes, in the engine's own unit (tokens, for text). A batch costs its longest input times its count.</summary>
    int SizeOf(TInput input) => 1;
}
