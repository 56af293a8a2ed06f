using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Models;

/// <summary>How a model's inputs are grouped: the section <c>batching</c> of <c>model.json</c>.</summary>
internal sealed record BatchingSettings
{
    /// <summary>
    /// The most inputs that one run takes; a larger batch is run in parts. Left out, it is measured when the model starts: the size from which more
    /// gains nothing. Larger runs use more memory, and on processors they are not always faster.
    /// </summary>
    [Range(1, 1024)]
    public int? MaxBatchSize { get; init; }

    /// <summary>Whether requests of several callers share runs of <c>model.infer</c>. Only for models whose rows do not know of each other.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many runs of <c>model.infer</c> go on at once. More keep processors busy that one run leaves idle, and take memory for each.</summary>
    [Range(1, 64)]
    public int Lanes { get; init; } = 1;

    /// <summary>How many requests of <c>model.infer</c> may wait. Beyond it they are refused as overloaded.</summary>
    [Range(1, 65536)]
    public int MaxQueueLength { get; init; } = 512;
}
