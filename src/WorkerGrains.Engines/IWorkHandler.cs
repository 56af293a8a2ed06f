using System.Runtime.CompilerServices;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines;

/// <summary>Runs the encoded requests of one capability on this silo.</summary>
/// <remarks>Thread-safe. One for each capability and silo; the container that made it disposes of it.</remarks>
public interface IWorkHandler : IAsyncDisposable
{
    /// <summary>The contract it fulfils.</summary>
    CapabilityDescriptor Capability { get; }

    /// <summary>Whether it can serve.</summary>
    Readiness Readiness { get; }

    /// <summary>The device it computes on.</summary>
    string Device { get; }

    /// <summary>How many batches run at once.</summary>
    int Lanes { get; }

    /// <summary>How busy it is.</summary>
    RunnerLoad Load { get; }

    /// <summary>Loads and warms up what the engine needs. A failure shows in <see cref="Readiness"/>.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Runs one request whose payload is here. Failures a caller can act on come back in the result.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>Runs one request whose payload is here: its items as they come, then its result, successful or not. One event where the capability does not stream.</summary>
    /// <remarks>Starts when the first event is asked for. Disposing of the enumerator stops the engine, and so does the request's timeout, whether anybody reads or not.</remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return WorkEvent.Last(1, await RunAsync(request, cancellationToken));
    }
}
