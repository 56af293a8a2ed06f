using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A line of text in an image.</summary>
public sealed record RecognizedLine
{
    /// <summary>What it says.</summary>
    [Description("What it says.")]
    public required string Text { get; init; }

    /// <summary>How sure the model is of its characters, the mean of them all, 0 to 1.</summary>
    [Description("How sure the model is of its characters, the mean of them all."), Range(0.0, 1.0)]
    public required float Confidence { get; init; }

    /// <summary>Its four corners: top left, top right, bottom right and bottom left, in pixels of the upright image. The line may lean.</summary>
    [Description("Its four corners: top left, top right, bottom right and bottom left, in pixels of the upright image. The line may lean."), Length(4, 4)]
    public required IReadOnlyList<ImagePoint> Corners { get; init; }
}
