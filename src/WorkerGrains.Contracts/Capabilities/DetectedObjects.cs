using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The objects in an image.</summary>
public sealed record DetectedObjects
{
    /// <summary>The width of the upright image, in pixels.</summary>
    [Description("The width of the upright image, in pixels."), Range(1, int.MaxValue)]
    public required int Width { get; init; }

    /// <summary>The height of the upright image, in pixels.</summary>
    [Description("The height of the upright image, in pixels."), Range(1, int.MaxValue)]
    public required int Height { get; init; }

    /// <summary>The objects, surest first.</summary>
    [Description("The objects, surest first.")]
    public required IReadOnlyList<DetectedObject> Objects { get; init; }
}
