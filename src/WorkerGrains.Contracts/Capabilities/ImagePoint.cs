using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A place in an upright image, in pixels from its top left corner.</summary>
public sealed record ImagePoint
{
    /// <summary>How far from the left.</summary>
    [Description("How far from the left."), Range(0.0, float.MaxValue)]
    public required float X { get; init; }

    /// <summary>How far from the top.</summary>
    [Description("How far from the top."), Range(0.0, float.MaxValue)]
    public required float Y { get; init; }
}
