using System.Threading.Channels;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Streaming;

/// <summary>A run under way.</summary>
/// <param name="Items">The encoded items; complete once the run has ended, however it did.</param>
/// <param name="Report">What came of it. Canceled, or failed, as <see cref="IRunner{TInput,TOutput}.RunAsync"/> says.</param>
internal readonly record struct StreamedRun<TOutput>(ChannelReader<ReadOnlyMemory<byte>> Items, Task<RunReport<TOutput>> Report)
{
    /// <summary>Starts a run that writes its items, and is never more than so many ahead of their reader.</summary>
    public static StreamedRun<TOutput> Start(int maxItemsAhead, Func<ChannelWriter<ReadOnlyMemory<byte>>, Task<RunReport<TOutput>>> run)
    {
        var items = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(maxItemsAhead) { SingleReader = true, SingleWriter = true });
        return new StreamedRun<TOutput>(items.Reader, RunToEndAsync(items.Writer, run));
    }

    private static async Task<RunReport<TOutput>> RunToEndAsync(ChannelWriter<ReadOnlyMemory<byte>> items, Func<ChannelWriter<ReadOnlyMemory<byte>>, Task<RunReport<TOutput>>> run)
    {
        try
        {
            return await run(items);
        }
        finally
        {
            items.Complete();
        }
    }
}
