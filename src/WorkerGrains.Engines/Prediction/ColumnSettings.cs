using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Engines.Prediction;

/// <summary>A column of a table that a model takes: an entry of <c>columns</c> in <c>model.json</c>.</summary>
internal sealed record ColumnSettings
{
    /// <summary>Its name in the table.</summary>
    [TextLength(1, 256)]
    public required string Name { get; init; }

    /// <summary>The texts that the model knows in it; a row with another is refused. Left out, all are taken.</summary>
    [Length(1, 100_000)]
    public IReadOnlyList<string>? Categories { get; init; }
}
