namespace WorkerGrains.Engines.Batching;

/// <summary>Inputs that run together. Belongs to one lane and is refilled for every batch.</summary>
internal sealed class Batch<TInput, TOutput>
{
    public List<BatchEntry<TInput, TOutput>> Entries { get; } = [];

    public List<TInput> Inputs { get; } = [];

    /// <summary>What was passed over because its deadline had passed.</summary>
    public List<BatchEntry<TInput, TOutput>> Expired { get; } = [];

    /// <summary>Canceled when nobody waits for any of the inputs any more.</summary>
    public CancellationTokenSource Abandoned { get; private set; } = new();

    /// <summary>How many inputs somebody still waits for. Guarded by the batcher's lock.</summary>
    public int Awaited { get; set; }

    /// <summary>The one input that runs while a failed batch is run again one by one. Guarded by the batcher's lock.</summary>
    public BatchEntry<TInput, TOutput>? Alone { get; private set; }

    /// <summary>The timestamp of being formed. Guarded by the batcher's lock.</summary>
    public long Formed { get; set; }

    /// <summary>How long it should take, in seconds; zero when that is not known. Guarded by the batcher's lock.</summary>
    public double ExpectedSeconds { get; set; }

    /// <summary>Its longest input times its count.</summary>
    public long PaddedSize => (long)LongestSize * Entries.Count;

    private int LongestSize { get; set; }

    /// <summary>Whether one more input keeps the batch within its limits. The first always does.</summary>
    public bool HasRoomFor(BatchEntry<TInput, TOutput> entry, in BatchLimits limits) =>
        Entries.Count == 0 || (Entries.Count < limits.MaxCount && PaddedSizeWith(entry) <= limits.MaxPaddedSize);

    /// <summary>Whether one more input causes no more padding, its own and that of the others, than it may.</summary>
    public bool IsNear(BatchEntry<TInput, TOutput> entry, in BatchLimits limits) =>
        PaddedSizeWith(entry) - PaddedSize - entry.Size <= limits.MaxPadding * entry.Size;

    public void Add(BatchEntry<TInput, TOutput> entry)
    {
        entry.Batch = this;
        Entries.Add(entry);
        Inputs.Add(entry.Input);
        LongestSize = Math.Max(LongestSize, entry.Size);
        Awaited++;
    }

    /// <summary>Leaves one input to run alone, so that the engine stops when nobody waits for that one any more.</summary>
    public void RunAlone(BatchEntry<TInput, TOutput> entry)
    {
        Alone = entry;
        Abandoned = new CancellationTokenSource();
    }

    /// <summary>Makes the batch ready for the next inputs, once none of its entries names it any more.</summary>
    public void Clear()
    {
        Entries.Clear();
        Inputs.Clear();
        Expired.Clear();
        LongestSize = 0;
        Awaited = 0;
        Alone = null;

        // Never reused: a caller that gave up on the last batch may still be about to cancel it.
        Abandoned = new CancellationTokenSource();
    }

    private long PaddedSizeWith(BatchEntry<TInput, TOutput> entry) => (long)Math.Max(LongestSize, entry.Size) * (Entries.Count + 1);
}
