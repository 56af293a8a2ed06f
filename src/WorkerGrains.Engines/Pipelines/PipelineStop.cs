using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Stops all of a pipeline: by the first failure that may not be, or with its caller. Thread-safe.</summary>
internal sealed class PipelineStop(CancellationToken canceled) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(canceled);
    private WorkError? _failure;

    public CancellationToken Token => _stop.Token;

    /// <summary>What the pipeline failed with.</summary>
    public WorkError? Failure => Volatile.Read(ref _failure);

    public void Fail(WorkError error)
    {
        Interlocked.CompareExchange(ref _failure, error, null);
        _stop.Cancel();
    }

    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
