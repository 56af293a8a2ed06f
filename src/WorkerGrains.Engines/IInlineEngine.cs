namespace WorkerGrains.Engines;

/// <summary>An engine so quick that queueing would cost more than the work: managed code that takes microseconds and never waits.</summary>
/// <remarks>Runs on the thread of the request, so anything slow in it slows every request of the silo. Thread-safe; the container that made it disposes of it.</remarks>
public interface IInlineEngine<TInput, TOutput>
{
    /// <summary>Returns the outcome of one input.</summary>
    EngineOutcome<TOutput> Run(TInput input);
}
