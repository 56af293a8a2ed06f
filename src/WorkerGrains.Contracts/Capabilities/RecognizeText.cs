using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>An image of a document to read.</summary>
public sealed record RecognizeText
{
    /// <summary>
    /// A JPEG, PNG, WebP, GIF or BMP file; its content decides which. It is turned upright as its EXIF orientation says, transparency is laid
    /// on white, and of an animation the first picture counts.
    /// </summary>
    [Description("A JPEG, PNG, WebP, GIF or BMP file. Transparency is laid on white; of an animation the first picture counts."), Body("image/*")]
    public required ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>How sure the model must be of a line, 0 to 1; others are left out.</summary>
    [Description("How sure the model must be of a line; others are left out."), Range(0.0, 1.0)]
    public float MinConfidence { get; init; } = 0.5f;
}
