using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Streaming;

/// <summary>Runs inputs row by row; to a reader it gives what comes of the rows while others still run.</summary>
internal sealed class StreamedRowRunner<TInput, TRow, TItem, TOutput>(
    string capability, RowRunner<TInput, TRow, TItem, TOutput> rows, BatchingOptions options, EngineInstruments instruments, TimeProvider time) : IStreamRunner<TInput, TOutput>
{
    public string Device => rows.Device;

    public int Lanes => rows.Lanes;

    public RunnerLoad Load => rows.Load;

    public ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken) =>
        rows.RunAsync(input, terms, cancellationToken);

    public StreamedRun<TOutput> Start(TInput input, RunTerms terms, CancellationToken cancellationToken) => StreamedRun<TOutput>.Start(
        options.MaxItemsAhead,
        items => rows.RunAsync(input, new EncodingSink<TItem>(items, new StreamMeasure(instruments, capability, time.GetTimestamp())), terms, cancellationToken).AsTask());

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
