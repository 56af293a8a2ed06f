using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a model says of one row.</summary>
public sealed record RowPrediction
{
    /// <summary>The class; not given by a model of numbers.</summary>
    [Description("The class; not given by a model of numbers.")]
    public string? Label { get; init; }

    /// <summary>The probability of each of <see cref="TablePredictions.Classes"/>, in that order, from 0 to 1 and together 1.</summary>
    [Description("The probability of each of classes, in that order, from 0 to 1 and together 1.")]
    public IReadOnlyList<float>? Probabilities { get; init; }

    /// <summary>What the model gives for each of <see cref="TablePredictions.Classes"/> when that is no probability: higher is likelier, and no more is known.</summary>
    [Description("What the model gives for each of classes when that is no probability: higher is likelier, and no more is known.")]
    public IReadOnlyList<float>? Scores { get; init; }

    /// <summary>The number, in the unit of what the model was trained on; with a label, the score that decided it where there are no probabilities.</summary>
    [Description("The number, in the unit of what the model was trained on; with a label, the score that decided it where there are no probabilities.")]
    public double? Value { get; init; }
}
