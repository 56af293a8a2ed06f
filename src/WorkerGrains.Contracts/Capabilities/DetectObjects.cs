using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An image to find objects in.</summary>
public sealed record DetectObjects
{
    /// <summary>
    /// A JPEG, PNG, WebP, GIF or BMP file; its content decides which. It is turned upright as its EXIF orientation says, transparency is laid
    /// on white, and of an animation the first picture counts.
    /// </summary>
    [Description("A JPEG, PNG, WebP, GIF or BMP file. Transparency is laid on white; of an animation the first picture counts."), Body("image/*")]
    public required ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>How sure the model must be of an object, 0 to 1; the worker's default when left out.</summary>
    [Description("How sure the model must be of an object; the worker's default when left out."), Range(0.0, 1.0)]
    public float? MinConfidence { get; init; }

    /// <summary>How much two boxes of the same label may overlap (the part both cover of what either covers) before the less sure one is dropped, 0 to 1; the worker's default when left out.</summary>
    [Description("How much two boxes of the same label may overlap (intersection over union) before the less sure one is dropped; the worker's default when left out."), Range(0.0, 1.0)]
    public float? Iou { get; init; }

    /// <summary>How many objects to return at most, 1 to 1000.</summary>
    [Description("How many objects to return at most."), Range(1, 1000)]
    public int Top { get; init; } = 100;
}
