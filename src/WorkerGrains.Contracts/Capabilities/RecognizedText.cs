using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What an image of a document says.</summary>
public sealed record RecognizedText
{
    /// <summary>The width of the upright image, in pixels.</summary>
    [Description("The width of the upright image, in pixels."), Range(1, int.MaxValue)]
    public required int Width { get; init; }

    /// <summary>The height of the upright image, in pixels.</summary>
    [Description("The height of the upright image, in pixels."), Range(1, int.MaxValue)]
    public required int Height { get; init; }

    /// <summary>The lines in reading order: from the top down, and from left to right where they stand side by side.</summary>
    [Description("The lines in reading order: from the top down, and from left to right where they stand side by side.")]
    public required IReadOnlyList<RecognizedLine> Lines { get; init; }
}
