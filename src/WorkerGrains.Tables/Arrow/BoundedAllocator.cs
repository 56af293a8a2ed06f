using System.Buffers;
using Apache.Arrow.Memory;

namespace WorkerGrains.Tables.Arrow;

/// <summary>Lends the memory that batches are read and decompressed into, so much of it in all: a few bytes of compressed data can ask for gigabytes.</summary>
internal sealed class BoundedAllocator(long limit) : MemoryAllocator
{
    private long _left = limit;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsExhausted => _left < 0;

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        _left -= length;
        bytesAllocated = length;
        return IsExhausted ? throw new InsufficientMemoryException("The data takes more memory than it may.") : Default.Value.Allocate(length);
    }
}
