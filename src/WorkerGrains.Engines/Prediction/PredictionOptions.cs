using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Prediction;

/// <summary>How large the tables of <c>table.predict</c> may be. Configuration section <c>Prediction</c>.</summary>
public sealed class PredictionOptions
{
    /// <summary>The most rows of one request. More spare callers the work of splitting; each request then keeps its lane and its memory for longer.</summary>
    [Range(1, 10_000_000)]
    public int MaxRows { get; set; } = 100_000;

    /// <summary>The most rows that a model is given at once; <c>batching.maxBatchSize</c> of its <c>model.json</c> overrides it. More are quicker a row, take more memory, and stop later when nobody waits any more.</summary>
    [Range(1, 100_000)]
    public int RowsPerRun { get; set; } = 4096;

    /// <summary>The most numbers of one answer: rows times classes. More take more memory, here and where the answer is read.</summary>
    [Range(1, 100_000_000)]
    public int MaxProbabilities { get; set; } = 2_000_000;
}

[OptionsValidator]
internal sealed partial class PredictionOptionsValidator : IValidateOptions<PredictionOptions>;
