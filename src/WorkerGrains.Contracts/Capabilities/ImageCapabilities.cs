using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on images.</summary>
public static class ImageCapabilities
{
    /// <summary>What may be wrong with an image, for every capability that reads one.</summary>
    internal static readonly CapabilityError[] ImageErrors =
    [
        new("image.undecodable", WorkErrorCode.InvalidInput, "The input is no image, or a damaged one. Save it anew and send that file."),
        new("image.unsupported_format", WorkErrorCode.InvalidInput, "Images of this format are not read. Convert it to JPEG, PNG, WebP, GIF or BMP."),
        new("image.truncated", WorkErrorCode.InvalidInput, "The image is cut short. Send the whole file."),
        new("image.too_large", WorkErrorCode.InvalidInput, "The image has more pixels than are taken. Scale it down."),
    ];

    /// <summary>Says what an image shows.</summary>
    public static readonly Capability<ClassifyImage, ImageLabels> Classify = new("image.classify", "1.0.0")
    {
        Summary = "Names what an image shows, likeliest first.",
        Tags = ["image", "classification"],
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
        Errors = ImageErrors,
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(1)),
    };

    /// <summary>Finds objects in an image.</summary>
    public static readonly Capability<DetectObjects, DetectedObjects> Detect = new("image.detect", "1.0.0")
    {
        Summary = "Finds the objects in an image: what they are and where.",
        Tags = ["image", "detection"],
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
        Errors = ImageErrors,
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(1)),
    };
}
