using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Images;

/// <summary>Which model names images. Configuration section <c>Engines:image.classify</c>.</summary>
public sealed class ImageClassifierOptions
{
    /// <summary>The model's name in the model repository.</summary>
    [Required]
    public string Model { get; set; } = "image-classify";
}

[OptionsValidator]
internal sealed partial class ImageClassifierOptionsValidator : IValidateOptions<ImageClassifierOptions>;
