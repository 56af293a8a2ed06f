namespace WorkerGrains.Contracts.Payloads;

/// <summary>A body of unknown length that another process pulls from its beginning to its end, once.</summary>
[GrainInterfaceType("body-source"), Alias("WorkerGrains.IBodySource")]
public interface IBodySource : IGrainObserver
{
    /// <summary>The next bytes, at most <see cref="PayloadExchange.ChunkBytes"/>; none at the end.</summary>
    [Alias("ReadNext")]
    Task<ReadOnlyMemory<byte>> ReadNextAsync(CancellationToken cancellationToken);
}
