using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Engines.Running;

/// <summary>Makes each input ready on the thread pool, then queues it.</summary>
internal sealed class PreparingRunner<TInput, TItem, TOutput>(
    IPreparingEngine<TInput, TItem, TOutput> engine, Batcher<TItem, TOutput> batcher, int maxAdmitted) : IRunner<TInput, TOutput>
{
    // Preparing is pure computing: more at once than there are processors would only make each of them slower.
    private readonly SemaphoreSlim _processors = new(Environment.ProcessorCount);
    private int _admitted;
    private bool _stopped;

    public string Device => batcher.Device;

    public int Lanes => batcher.Lanes;

    public RunnerLoad Load
    {
        get
        {
            var load = batcher.Load;
            var admitted = Volatile.Read(ref _admitted);
            return load with { Waiting = admitted, WaitSeconds = load.WaitSeconds + (Math.Max(0, admitted - load.Waiting) * load.SecondsPerInput) };
        }
    }

    public async ValueTask<RunReport<TOutput>> RunAsync(TInput input, long expires, WorkPriority priority, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _admitted) > maxAdmitted)
        {
            Interlocked.Decrement(ref _admitted);
            return new RunReport<TOutput>(batcher.Refuse());
        }

        try
        {
            var prepared = await PrepareAsync(input, cancellationToken);
            return prepared.IsSuccess
                ? await batcher.RunAsync(prepared.Value, expires, priority, cancellationToken)
                : new RunReport<TOutput>(prepared.Error!);
        }
        finally
        {
            Interlocked.Decrement(ref _admitted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _stopped, true);
        await batcher.DisposeAsync();

        // Who holds every place knows that nothing is being prepared any more: the engine may go.
        for (var place = 0; place < Environment.ProcessorCount; place++)
        {
            await _processors.WaitAsync();
        }

        _processors.Release(Environment.ProcessorCount);
    }

    private async Task<EngineOutcome<TItem>> PrepareAsync(TInput input, CancellationToken cancellationToken)
    {
        await _processors.WaitAsync(cancellationToken);
        try
        {
            return Volatile.Read(ref _stopped)
                ? RunErrors.Stopping
                : await Task.Run(() => engine.Prepare(input, cancellationToken), cancellationToken);
        }
        finally
        {
            _processors.Release();
        }
    }
}
