using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Models;

/// <summary>How a model's inputs are grouped.</summary>
internal sealed record BatchingSettings
{
    /// <summary>
    /// The most inputs that one run takes; a larger batch is run in parts. Left out, it is measured when the model starts: the size from which more
    /// gains nothing. Larger runs use more memory, and on processors they are not always faster.
    /// </summary>
    [Range(1, 1024)]
    public int? MaxBatchSize { get; init; }
}
