using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Engines.Running;

/// <summary>Makes each input ready on the thread pool, then queues it.</summary>
internal sealed class PreparingRunner<TInput, TItem, TOutput>(
    IPreparingEngine<TInput, TItem, TOutput> engine, Batcher<TItem, TOutput> batcher, int maxAdmitted) : IRunner<TInput, TOutput>
{
    private readonly PreparingPlaces _places = new();
    private int _admitted;

    public string Device => batcher.Device;

    public int Lanes => batcher.Lanes;

    public RunnerLoad Load => batcher.Load.WithWaiting(Volatile.Read(ref _admitted));

    public async ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _admitted) > maxAdmitted)
        {
            Interlocked.Decrement(ref _admitted);
            return new RunReport<TOutput>(batcher.Refuse());
        }

        try
        {
            var prepared = await _places.PrepareAsync(() => engine.Prepare(input, cancellationToken), RunErrors.Stopping, cancellationToken);
            return prepared.IsSuccess
                ? await batcher.RunAsync(prepared.Value, terms, cancellationToken)
                : new RunReport<TOutput>(prepared.Error!);
        }
        finally
        {
            Interlocked.Decrement(ref _admitted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _places.Stop();
        await batcher.DisposeAsync();
        await _places.DisposeAsync();
    }
}
