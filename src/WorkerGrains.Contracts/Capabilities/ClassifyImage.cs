using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An image to name.</summary>
public sealed record ClassifyImage
{
    /// <summary>
    /// A JPEG, PNG, WebP, GIF or BMP file; its content decides which. It is turned upright as its EXIF orientation says, transparency is laid
    /// on white, and of an animation the first picture counts.
    /// </summary>
    [Description("A JPEG, PNG, WebP, GIF or BMP file. Transparency is laid on white; of an animation the first picture counts."), Body("image/*")]
    public required ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>How many labels to return at most, 1 to 100.</summary>
    [Description("How many labels to return at most."), Range(1, 100)]
    public int Top { get; init; } = 5;
}
