using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Detection;

/// <summary>Which model finds objects, and what it does unless a request says otherwise. Configuration section <c>Engines:image.detect</c>.</summary>
public sealed class ObjectDetectorOptions
{
    /// <summary>The model's name in the model repository.</summary>
    [Required]
    public string Model { get; set; } = "image-detect";

    /// <summary>How sure the model must be of an object, 0 to 1. Lower finds more objects, and more that are not there.</summary>
    [Range(0.0, 1.0)]
    public float MinConfidence { get; set; } = 0.3f;

    /// <summary>How much two boxes of one label may overlap before the less sure one is dropped, 0 to 1. Higher keeps objects that stand close together, and finds some twice.</summary>
    [Range(0.0, 1.0)]
    public float Iou { get; set; } = 0.45f;
}

[OptionsValidator]
internal sealed partial class ObjectDetectorOptionsValidator : IValidateOptions<ObjectDetectorOptions>;
