using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One thing that an image may show.</summary>
public sealed record ImageLabel
{
    /// <summary>What it is called in the model's own words, synonyms separated by commas.</summary>
    [Description("What it is called, synonyms separated by commas.")]
    public required string Label { get; init; }

    /// <summary>Its number in the model, from 0.</summary>
    [Description("Its number in the model, from 0."), Range(0, int.MaxValue)]
    public required int Index { get; init; }

    /// <summary>The probability, 0 to 1; those of all labels of a model add up to 1.</summary>
    [Description("The probability."), Range(0.0, 1.0)]
    public required float Confidence { get; init; }
}
