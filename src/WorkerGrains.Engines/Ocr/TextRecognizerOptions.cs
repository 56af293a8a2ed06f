using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Ocr;

/// <summary>Which models read images, and how large. Configuration section <c>Engines:document.ocr</c>.</summary>
public sealed class TextRecognizerOptions
{
    /// <summary>The name in the model repository of the model that finds text.</summary>
    [Required]
    public string DetectionModel { get; set; } = "document-ocr-detection";

    /// <summary>The name in the model repository of the model that reads lines.</summary>
    [Required]
    public string RecognitionModel { get; set; } = "document-ocr-recognition";

    /// <summary>The longest side from which lines are read, in pixels; larger images are scaled down. More reads smaller print, and takes memory while an image waits: 4 bytes a pixel.</summary>
    [Range(64, 16384)]
    public int MaxSide { get; set; } = 3200;
}

[OptionsValidator]
internal sealed partial class TextRecognizerOptionsValidator : IValidateOptions<TextRecognizerOptions>;
