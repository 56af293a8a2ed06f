using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An upright rectangle in an upright image, in pixels from its top left corner, all of it within the image.</summary>
public sealed record ImageBox
{
    /// <summary>The left edge.</summary>
    [Description("The left edge."), Range(0.0, float.MaxValue)]
    public required float Left { get; init; }

    /// <summary>The top edge.</summary>
    [Description("The top edge."), Range(0.0, float.MaxValue)]
    public required float Top { get; init; }

    /// <summary>The width.</summary>
    [Description("The width."), Range(0.0, float.MaxValue)]
    public required float Width { get; init; }

    /// <summary>The height.</summary>
    [Description("The height."), Range(0.0, float.MaxValue)]
    public required float Height { get; init; }
}
