using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on images.</summary>
public static class ImageCapabilities
{
    /// <summary>Says what an image shows.</summary>
    public static readonly Capability<ClassifyImage, ImageLabels> Classify = new("image.classify", "1.0.0")
    {
        Summary = "Names what an image shows, likeliest first.",
        Tags = ["image", "classification"],
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
        Errors =
        [
            new("image.undecodable", WorkErrorCode.InvalidInput, "The input is no image, or a damaged one. Save it anew and send that file."),
            new("image.unsupported_format", WorkErrorCode.InvalidInput, "Images of this format are not read. Convert it to JPEG, PNG, WebP, GIF or BMP."),
            new("image.truncated", WorkErrorCode.InvalidInput, "The image is cut short. Send the whole file."),
            new("image.too_large", WorkErrorCode.InvalidInput, "The image has more pixels than are taken. Scale it down."),
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(1)),
    };
}
