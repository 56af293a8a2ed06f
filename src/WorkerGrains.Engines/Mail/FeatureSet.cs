using System.Buffers;

namespace WorkerGrains.Engines.Mail;

/// <summary>Collects feature ids, each once, in the order they were first seen, up to a limit.</summary>
internal sealed class FeatureSet : IDisposable
{
    private readonly ulong[] _seen = ArrayPool<ulong>.Shared.Rent(SpamFeatures.BucketCount / 64);
    private readonly long[] _ids = ArrayPool<long>.Shared.Rent(SpamFeatures.MaxCount);
    private int _count;

    public FeatureSet() => Array.Clear(_seen);

    public bool IsFull => _count == SpamFeatures.MaxCount;

    /// <summary>Adds the bucket of a hash. Bucket 0 is never used: in a model's input it is padding.</summary>
    public void Add(uint hash)
    {
        // FNV-1a mixes its low bits least, and they alone would choose the bucket.
        hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
        hash ^= hash >> 16;

        var id = 1 + (hash % (SpamFeatures.BucketCount - 1));
        ref var word = ref _seen[id / 64];
        var bit = 1UL << (int)(id % 64);
        if ((word & bit) == 0 && !IsFull)
        {
            word |= bit;
            _ids[_count++] = id;
        }
    }

    public long[] ToArray() => _ids.AsSpan(0, _count).ToArray();

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_seen);
        ArrayPool<long>.Shared.Return(_ids);
    }
}
