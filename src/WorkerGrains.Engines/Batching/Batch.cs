using System.Diagnostics;

namespace WorkerGrains.Engines.Batching;

/// <summary>Inputs that run together. Belongs to one lane and is refilled for every batch.</summary>
internal sealed class Batch<TInput, TOutput>
{
    public List<BatchEntry<TInput, TOutput>> Entries { get; } = [];

    public List<TInput> Inputs { get; } = [];

    /// <summary>Canceled when nobody waits for any of the inputs any more.</summary>
    public CancellationTokenSource Abandoned { get; private set; } = new();

    /// <summary>How many inputs somebody still waits for. Guarded by the batcher's lock.</summary>
    public int Awaited { get; set; }

    public int LongestSize { get; private set; }

    /// <summary>Whether one more input keeps the batch within its limits. The first always does.</summary>
    public bool Fits(BatchEntry<TInput, TOutput> entry, BatchingOptions options) => Entries.Count == 0
        || (Entries.Count < options.MaxBatchSize && (long)Math.Max(LongestSize, entry.Size) * (Entries.Count + 1) <= options.MaxPaddedSize);

    public void Add(BatchEntry<TInput, TOutput> entry)
    {
        entry.Batch = this;
        Entries.Add(entry);
        Inputs.Add(entry.Input);
        LongestSize = Math.Max(LongestSize, entry.Size);
        Awaited++;
    }

    public void Clear()
    {
        foreach (var entry in Entries)
        {
            entry.Batch = null;
            entry.DisposeInput();
        }

        Entries.Clear();
        Inputs.Clear();
        LongestSize = 0;
        Awaited = 0;

        // Never reused: a caller that gave up on the last batch may still be about to cancel it.
        Abandoned = new CancellationTokenSource();
    }

    /// <summary>The spans of all but the first request, or <see langword="null"/> when nobody listens.</summary>
    public IEnumerable<ActivityLink>? LinksToOthers() => Entries.Count > 1 && Entries[0].Trace != default
        ? Entries.Skip(1).Select(static entry => new ActivityLink(entry.Trace))
        : null;
}
