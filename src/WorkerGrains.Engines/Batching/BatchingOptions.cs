using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Batching;

/// <summary>How requests are grouped before an engine runs them.</summary>
public sealed class BatchingOptions
{
    /// <summary>The most inputs in one batch. Larger batches raise throughput and the engine's memory use.</summary>
    [Range(1, 1024)]
    public int MaxBatchSize { get; set; } = 16;

    /// <summary>The largest batch by padded size: its longest input times its count, in the engine's unit (tokens, for text). Larger batches raise throughput and memory use; a single longer input still runs, alone.</summary>
    [Range(1, int.MaxValue)]
    public int MaxPaddedSize { get; set; } = int.MaxValue;

    /// <summary>
    /// How much padding an input of another length may cause, its own and its neighbours' together, as a share of its own size. With more, batches are
    /// larger where lengths are mixed; with less, they waste less. Lengths less than an eighth apart count as the same.
    /// </summary>
    [Range(0f, 1024f)]
    public float MaxPadding { get; set; } = 0.25f;

    /// <summary>
    /// How much earlier a level of priority makes an input count as having come. A longer one serves high priorities more strictly; none waits for
    /// ever, because it goes before those of the next level that come this much later.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PriorityHeadStart { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many inputs may wait. Beyond it, work is refused as overloaded rather than queued.</summary>
    [Range(1, 65536)]
    public int MaxQueueLength { get; set; } = 512;

    /// <summary>How many batches run at once, each on a thread of its own. More lanes help engines that leave processors idle and take memory for each.</summary>
    [Range(1, 64)]
    public int Lanes { get; set; } = 1;

    /// <summary>How many items of a stream may be ready before their reader takes them; then the engine waits. More let it run ahead of readers that stutter and take memory for each stream.</summary>
    [Range(1, 1024)]
    public int MaxItemsAhead { get; set; } = 16;
}

[OptionsValidator]
internal sealed partial class BatchingOptionsValidator : IValidateOptions<BatchingOptions>;
