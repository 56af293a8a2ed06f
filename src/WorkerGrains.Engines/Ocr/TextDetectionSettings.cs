using System.ComponentModel.DataAnnotations;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Ocr;

/// <summary>How a model that finds text wants its images, and how its answer is read: the section <c>textDetection</c> of <c>model.json</c>. The defaults are those of PaddleOCR.</summary>
internal sealed record TextDetectionSettings : IValidatableObject
{
    // The same lists each time, so that settings that say nothing are equal.
    private static readonly float[] s_mean = [123.675f, 116.28f, 103.53f];
    private static readonly float[] s_std = [58.395f, 57.12f, 57.375f];

    /// <summary>The longest side of what the model sees; larger images are scaled down. More finds smaller print, and takes longer.</summary>
    [Range(64, 4096)]
    public int MaxSide { get; init; } = 960;

    /// <summary>What is subtracted from a pixel (0 to 255), for each of the model's channels in their order.</summary>
    [Length(3, 3)]
    public IReadOnlyList<float> Mean { get; init; } = s_mean;

    /// <summary>What the difference is divided by, for each of the model's channels in their order.</summary>
    [Length(3, 3)]
    public IReadOnlyList<float> Std { get; init; } = s_std;

    /// <summary>The order of the colours.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Bgr;

    /// <summary>The probability from which a pixel belongs to text.</summary>
    [Range(0.0, 1.0)]
    public float PixelThreshold { get; init; } = 0.3f;

    /// <summary>The mean probability from which a stretch of such pixels is a line.</summary>
    [Range(0.0, 1.0)]
    public float LineThreshold { get; init; } = 0.6f;

    /// <summary>How far a line is widened, because the model marks its middle only: by so much of its area over its outline.</summary>
    [Range(0.0, 10.0)]
    public float Unclip { get; init; } = 1.5f;

    /// <summary>The most lines of one image.</summary>
    [Range(1, 100_000)]
    public int MaxLines { get; init; } = 1000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Std.Any(static std => !(Math.Abs(std) > 0)))
        {
            yield return new ValidationResult("Nothing is divided by zero.", [nameof(Std)]);
        }
    }
}
