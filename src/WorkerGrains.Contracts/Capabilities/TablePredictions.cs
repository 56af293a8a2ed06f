using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a model says of the rows of a table.</summary>
public sealed record TablePredictions
{
    /// <summary>The model.</summary>
    [Description("The model.")]
    public required string Model { get; init; }

    /// <summary>The version that ran.</summary>
    [Description("The version that ran.")]
    public required int ModelVersion { get; init; }

    /// <summary>How many rows the table has.</summary>
    [Description("How many rows the table has.")]
    public required int RowCount { get; init; }

    /// <summary>The classes that the model tells apart, in the order of probabilities and scores; not given by a model of numbers.</summary>
    [Description("The classes that the model tells apart, in the order of probabilities and scores; not given by a model of numbers.")]
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>One for each row, in order.</summary>
    [Description("One for each row, in order.")]
    public required IReadOnlyList<RowPrediction> Predictions { get; init; }

    /// <summary>Columns of the table that the model does not look at.</summary>
    [Description("Columns of the table that the model does not look at.")]
    public required IReadOnlyList<string> IgnoredColumns { get; init; }
}
