using System.Threading.Channels;
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

    public StreamedRun<TOutput> Start(TInput input, RunTerms terms, CancellationToken cancellationToken)
    {
        var items = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(options.MaxItemsAhead) { SingleReader = true, SingleWriter = true });
        return new StreamedRun<TOutput>(items.Reader, RunToEndAsync(input, items.Writer, terms, cancellationToken));
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();

    private async Task<RunReport<TOutput>> RunToEndAsync(
        TInput input, ChannelWriter<ReadOnlyMemory<byte>> items, RunTerms terms, CancellationToken cancellationToken)
    {
        try
        {
            var sink = new EncodingSink<TItem>(items, new StreamMeasure(instruments, capability, time.GetTimestamp()));
            return await rows.RunAsync(input, sink, terms, cancellationToken);
        }
        finally
        {
            items.Complete();
        }
    }
}
