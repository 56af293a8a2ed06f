using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>Takes requests, picks the replica that will answer soonest and sees the call through.</summary>
/// <remarks>Every silo has one; it remembers nothing, so any will do. Callers in the silo's own process use it as it is, others through <see cref="IControllerGrain"/>. Thread-safe.</remarks>
public interface IController
{
    /// <summary>Runs one request and returns its result, successful or not. Never throws for a failure of the work.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>Runs one request and returns its items as they come, then its result, successful or not. Never throws for a failure of the work.</summary>
    /// <remarks>
    /// Another replica is asked only before the first item. Nothing runs until the first event is asked for, the engine is never more than
    /// a bounded number of items ahead of the reader, and a reader that disposes of its enumerator stops it. A capability that does not
    /// stream has one event.
    /// </remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken);
}
