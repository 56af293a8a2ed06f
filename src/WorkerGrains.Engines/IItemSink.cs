namespace WorkerGrains.Engines;

/// <summary>Takes the items of one stream.</summary>
/// <remarks>For one writer at a time.</remarks>
public interface IItemSink<in TItem>
{
    /// <summary>Whether anyone reads the items. Where nobody does they go nowhere, and an output may say what they would have said.</summary>
    bool HasReader => true;

    /// <summary>Takes one item, and completes once there is room for the next: an engine that awaits it is never far ahead of the reader.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask WriteAsync(TItem item, CancellationToken cancellationToken);
}
