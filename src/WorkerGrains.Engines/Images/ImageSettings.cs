using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Images;

/// <summary>How a model wants its images: the section <c>image</c> of <c>model.json</c>.</summary>
internal sealed record ImageSettings : IValidatableObject
{
    /// <summary>The width of the model's input, in pixels.</summary>
    [Range(1, 4096)]
    public required int Width { get; init; }

    /// <summary>The height of the model's input, in pixels.</summary>
    [Range(1, 4096)]
    public required int Height { get; init; }

    /// <summary>With <see cref="ImageFit.Crop"/>, how much is kept of the largest centred rectangle that has the input's proportions; the rest is cut off evenly.</summary>
    [Range(0.1, 1.0)]
    public float CropFraction { get; init; } = 1;

    /// <summary>How an image of other proportions becomes the input.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>With <see cref="ImageFit.Letterbox"/>, what stands beside the image (0 to 255).</summary>
    public byte Padding { get; init; } = 114;

    /// <summary>What is subtracted from a pixel (0 to 255), for each of the model's channels in their order.</summary>
    [Length(3, 3)]
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>What the difference is divided by, for each of the model's channels in their order.</summary>
    [Length(3, 3)]
    public IReadOnlyList<float> Std { get; init; } = [1, 1, 1];

    /// <summary>The order of the colours.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>The order of the dimensions.</summary>
    public PixelLayout Layout { get; init; } = PixelLayout.Nchw;

    /// <summary>The length of one image in the model's input.</summary>
    internal int Length => 3 * Width * Height;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Std.Any(static std => !(Math.Abs(std) > 0)))
        {
            yield return new ValidationResult("Nothing is divided by zero.", [nameof(Std)]);
        }
    }
}
