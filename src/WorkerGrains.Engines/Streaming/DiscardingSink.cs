namespace WorkerGrains.Engines.Streaming;

/// <summary>For callers who want only the output.</summary>
internal sealed class DiscardingSink<TItem>(StreamMeasure measure) : IItemSink<TItem>
{
    public bool HasReader => false;

    public ValueTask WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        measure.Item();
        return ValueTask.CompletedTask;
    }
}
