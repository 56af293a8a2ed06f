using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>Takes requests, picks the replica that will answer soonest and sees the call through.</summary>
/// <remarks>Every silo has one; it remembers nothing, so any will do. Callers in the silo's own process use it as it is, others through <see cref="IControllerGrain"/>. Thread-safe.</remarks>
public interface IController
{
    /// <summary>Runs one request and returns its result, successful or not. Never throws for a failure of the work.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken);
}
