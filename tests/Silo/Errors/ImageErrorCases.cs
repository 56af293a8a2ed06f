using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What images are refused for, whatever is to be done with them.</summary>
internal static class ImageErrorCases
{
    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        .. OfImages(ImageCapabilities.Classify, "mobilenet"),
        .. OfImages(ImageCapabilities.Detect, "yolox"),
        .. OfImages(DocumentCapabilities.Ocr, "ocr"),
    ];

    private static IEnumerable<ErrorCase> OfImages(Capability capability, string models) =>
    [
        Of(capability, models, "image.undecodable", "bad-images", "random_bytes.png"),
        Of(capability, models, "image.unsupported_format", "odd-images", "avif_hopper.avif"),
        Of(capability, models, "image.truncated", "bad-images", "broken.png"),
        Of(capability, models, "image.too_large", "bad-images", "decompression_bomb.gif"),
    ];

    private static ErrorCase Of(Capability capability, string models, string code, string folder, string file) =>
        new(capability, code, () => GatewayAnswer.Raw(File.ReadAllBytes(SharedFiles.PathOrSkip("data", folder, file)))) { Models = models };
}
