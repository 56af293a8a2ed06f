using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines;

/// <summary>Keeps the items of a stream.</summary>
internal sealed class ItemList<TItem> : IItemSink<TItem>
{
    public List<TItem> Items { get; } = [];

    /// <summary>Whether the engine is to believe that someone reads them.</summary>
    public bool HasReader { get; init; } = true;

    public ValueTask WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Items.Add(item);
        return ValueTask.CompletedTask;
    }
}
