using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines;

/// <summary>Calls other capabilities on behalf of one request, wherever in the cluster they are offered.</summary>
/// <remarks>
/// Every call has what is left of the request's deadline, its priority and its trace, and is one deeper than the request; calls that go too
/// deep are refused, so that capabilities which call each other in a circle end at once. Failures are values, those of the call's own
/// deadline included. Thread-safe: an engine may have several calls under way. Of use only while the request runs.
/// </remarks>
public interface IWorkCaller
{
    /// <summary>Runs one request and returns its result, whose payload is here, successful or not.</summary>
    /// <param name="request">What to run. Its timeout, if it has one, can only shorten the deadline; its priority, depth and call id are set here.</param>
    /// <param name="cancellationToken">Stops the call; at the latest it stops with the token that the engine was given.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled, or nobody waits for the engine any more.</exception>
    ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>Runs one request and returns its items as they come, then its result, whose payload is here, successful or not.</summary>
    /// <inheritdoc cref="RunAsync"/>
    IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken);
}
