using Orleans.Concurrency;

namespace WorkerGrains.Contracts.Payloads;

/// <summary>Bytes that another process pulls chunk by chunk.</summary>
[GrainInterfaceType("payload-source"), Alias("WorkerGrains.IPayloadSource")]
public interface IPayloadSource : IGrainObserver
{
    /// <summary>The bytes from <paramref name="offset"/> on, at most <see cref="PayloadExchange.ChunkBytes"/> of them.</summary>
    [Alias("Read")]
    Task<ReadOnlyMemory<byte>> ReadAsync(int offset, CancellationToken cancellationToken);

    /// <summary>Says that the reader has all it wants.</summary>
    [Alias("Release"), OneWay]
    Task ReleaseAsync();
}
