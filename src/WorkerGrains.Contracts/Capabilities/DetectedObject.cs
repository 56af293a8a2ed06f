using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One object in an image.</summary>
public sealed record DetectedObject
{
    /// <summary>What it is, in the model's own words.</summary>
    [Description("What it is, in the model's own words.")]
    public required string Label { get; init; }

    /// <summary>The label's number in the model, from 0.</summary>
    [Description("The label's number in the model, from 0."), Range(0, int.MaxValue)]
    public required int Index { get; init; }

    /// <summary>How sure the model is that there is an object and that it is this one, 0 to 1.</summary>
    [Description("How sure the model is that there is an object and that it is this one."), Range(0.0, 1.0)]
    public required float Confidence { get; init; }

    /// <summary>Where it is, in pixels of the upright image.</summary>
    [Description("Where it is, in pixels of the upright image from its top left corner.")]
    public required ImageBox Box { get; init; }
}
