using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Images;

/// <summary>What images are taken. Configuration section <c>Images</c>.</summary>
public sealed class ImageOptions
{
    /// <summary>The most pixels that an image may have. Decoding one takes four bytes of memory a pixel, more for some formats, and as many images are decoded at once as there are processors.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxPixels { get; set; } = 50_000_000;
}

[OptionsValidator]
internal sealed partial class ImageOptionsValidator : IValidateOptions<ImageOptions>;
