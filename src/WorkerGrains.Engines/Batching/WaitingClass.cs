using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Batching;

/// <summary>Waiting inputs of nearly the same size. Guarded by the batcher's lock.</summary>
internal sealed class WaitingClass<TInput, TOutput>
{
    // Within a priority, who came first has the first turn: each list is in the order of turns by itself.
    private readonly LinkedList<BatchEntry<TInput, TOutput>> _high = new();
    private readonly LinkedList<BatchEntry<TInput, TOutput>> _normal = new();
    private readonly LinkedList<BatchEntry<TInput, TOutput>> _low = new();

    /// <summary>The input whose turn comes first.</summary>
    public BatchEntry<TInput, TOutput>? First => Earlier(Earlier(_high.First?.Value, _normal.First?.Value), _low.First?.Value);

    public bool IsEmpty => _normal.Count == 0 && _high.Count == 0 && _low.Count == 0;

    /// <summary>All inputs, the lists one after the other.</summary>
    public IEnumerable<BatchEntry<TInput, TOutput>> All => _high.Concat(_normal).Concat(_low);

    public static BatchEntry<TInput, TOutput>? Earlier(BatchEntry<TInput, TOutput>? one, BatchEntry<TInput, TOutput>? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        return other.Turn < one.Turn || (other.Turn == one.Turn && other.Number < one.Number) ? other : one;
    }

    public void Add(BatchEntry<TInput, TOutput> entry) => entry.Place = ListOf(entry.Priority).AddLast(entry);

    public void Remove(BatchEntry<TInput, TOutput> entry)
    {
        ListOf(entry.Priority).Remove(entry.Place!);
        entry.Place = null;
    }

    private LinkedList<BatchEntry<TInput, TOutput>> ListOf(WorkPriority priority) => priority switch
    {
        > WorkPriority.Normal => _high,
        < WorkPriority.Normal => _low,
        _ => _normal,
    };
}
