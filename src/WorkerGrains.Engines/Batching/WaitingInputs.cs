using System.Numerics;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Batching;

/// <summary>The queue of a batcher, sorted by size so that a batch can be made of inputs of similar length. Guarded by the batcher's lock.</summary>
/// <remarks>
/// <para>
/// Every batch begins with the input whose turn comes first, whatever its size, so no input waits for others of its size to come. Then come
/// those of its own class, and those of the classes nearest to it as long as none costs more padding than its own size allows: padded to the length
/// of a long text, sixty short ones would be slow for nothing. Source of the idea: length bucketing, for example M. Ott et al., "fairseq: A Fast, Extensible
/// Toolkit for Sequence Modeling", 2019, section 3.
/// </para>
/// <para>
/// Adding and removing take the same time however many wait; forming a batch looks at the first of each size there is. Inputs
/// of one size wait in one class and leave it as they came.
/// </para>
/// </remarks>
internal sealed class WaitingInputs<TInput, TOutput>
{
    private const int Word = 64;

    private readonly WaitingClass<TInput, TOutput>?[] _classes = new WaitingClass<TInput, TOutput>?[SizeScale.Classes];

    // A bit for each class that is not empty.
    private readonly ulong[] _filled = new ulong[SizeScale.Classes / Word];

    private readonly Amount[] _amounts = new Amount[3];
    private long _added;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many wait of a priority and those above, and the sum of their sizes.</summary>
    public Amount From(WorkPriority priority)
    {
        var sum = default(Amount);
        for (var level = LevelOf(priority); level < _amounts.Length; level++)
        {
            sum = sum.Plus(_amounts[level].Count, _amounts[level].Size);
        }

        return sum;
    }

    public void Add(BatchEntry<TInput, TOutput> entry)
    {
        var index = SizeScale.ClassOf(entry.Size);
        entry.Number = ++_added;
        (_classes[index] ??= new()).Add(entry);
        _filled[index / Word] |= 1UL << (index % Word);
        Change(entry, 1);
    }

    public void Remove(BatchEntry<TInput, TOutput> entry)
    {
        var index = SizeScale.ClassOf(entry.Size);
        var waiting = _classes[index]!;
        waiting.Remove(entry);
        if (waiting.IsEmpty)
        {
            _filled[index / Word] &= ~(1UL << (index % Word));
        }

        Change(entry, -1);
    }

    /// <summary>Takes everything out.</summary>
    public List<BatchEntry<TInput, TOutput>> Clear()
    {
        List<BatchEntry<TInput, TOutput>> all = [.. All()];
        all.ForEach(Remove);
        return all;
    }

    /// <summary>Takes out what has expired.</summary>
    /// <param name="now">The timestamp now.</param>
    /// <param name="expired">What has.</param>
    /// <returns>The timestamp at which the next one expires, or <see cref="long.MaxValue"/>.</returns>
    public long TakeExpired(long now, out List<BatchEntry<TInput, TOutput>> expired)
    {
        expired = [];
        var next = long.MaxValue;
        foreach (var entry in All())
        {
            if (entry.Expires <= now)
            {
                expired.Add(entry);
            }
            else
            {
                next = Math.Min(next, entry.Expires);
            }
        }

        expired.ForEach(Remove);
        return next;
    }

    /// <summary>Moves inputs into an empty batch.</summary>
    public void Fill(Batch<TInput, TOutput> batch, in BatchLimits limits, long now)
    {
        var first = FindFirst();
        while (first?.Expires <= now)
        {
            Remove(first);
            batch.Expired.Add(first);
            first = FindFirst();
        }

        if (first is null)
        {
            return;
        }

        var home = SizeScale.ClassOf(first.Size);
        TakeFrom(home, isHome: true, batch, limits, now);
        var (below, above) = (Below(home), Above(home));
        while (below >= 0 || above >= 0)
        {
            if (above < 0 || (below >= 0 && home - below <= above - home))
            {
                below = TakeFrom(below, isHome: false, batch, limits, now) ? Below(below) : -1;
            }
            else
            {
                above = TakeFrom(above, isHome: false, batch, limits, now) ? Above(above) : -1;
            }
        }
    }

    /// <summary>Takes from one class, by turns. False when one did not fit: those further away in size fit even less.</summary>
    private bool TakeFrom(int index, bool isHome, Batch<TInput, TOutput> batch, in BatchLimits limits, long now)
    {
        var waiting = _classes[index]!;
        while (waiting.First is { } entry)
        {
            var isExpired = entry.Expires <= now;
            if (!isExpired && !(batch.HasRoomFor(entry, limits) && (isHome || batch.IsNear(entry, limits))))
            {
                return false;
            }

            Remove(entry);
            if (isExpired)
            {
                batch.Expired.Add(entry);
            }
            else
            {
                batch.Add(entry);
            }
        }

        return true;
    }

    /// <summary>The input whose turn comes first.</summary>
    private BatchEntry<TInput, TOutput>? FindFirst()
    {
        BatchEntry<TInput, TOutput>? first = null;
        for (var index = Above(-1); index >= 0; index = Above(index))
        {
            first = WaitingClass<TInput, TOutput>.Earlier(first, _classes[index]!.First);
        }

        return first;
    }

    /// <summary>The next class above that is not empty, or -1.</summary>
    private int Above(int index)
    {
        index++;
        for (var word = index / Word; word < _filled.Length; word++)
        {
            var bits = word == index / Word ? _filled[word] & (ulong.MaxValue << (index % Word)) : _filled[word];
            if (bits != 0)
            {
                return (word * Word) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    /// <summary>The next class below that is not empty, or -1.</summary>
    private int Below(int index)
    {
        for (var word = index / Word; word >= 0; word--)
        {
            var bits = word == index / Word ? _filled[word] & ~(ulong.MaxValue << (index % Word)) : _filled[word];
            if (bits != 0)
            {
                return (word * Word) + BitOperations.Log2(bits);
            }
        }

        return -1;
    }

    private IEnumerable<BatchEntry<TInput, TOutput>> All()
    {
        for (var index = Above(-1); index >= 0; index = Above(index))
        {
            foreach (var entry in _classes[index]!.All)
            {
                yield return entry;
            }
        }
    }

    private void Change(BatchEntry<TInput, TOutput> entry, int by)
    {
        Count += by;
        ref var amount = ref _amounts[LevelOf(entry.Priority)];
        amount = amount.Plus(by, by * (long)entry.Size);
    }

    private static int LevelOf(WorkPriority priority) => Math.Sign((int)priority) + 1;

    /// <summary>How much waits.</summary>
    internal readonly record struct Amount(int Count, long Size)
    {
        public Amount Plus(int count, long size) => new(Count + count, Size + size);
    }
}
