using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Images;

/// <summary>The failures of image engines: a closed list of reasons, and a sentence for each.</summary>
internal static class ImageErrors
{
    public const string Undecodable = "image.undecodable";
    public const string UnsupportedFormat = "image.unsupported_format";
    public const string Truncated = "image.truncated";
    public const string TooLarge = "image.too_large";

    public static readonly WorkError Empty = WorkError.InvalidInput(Undecodable, "The image is empty. Send a JPEG, PNG, WebP, GIF or BMP file.");

    public static readonly WorkError NoImage = WorkError.InvalidInput(Undecodable, "The input is not an image. Send a JPEG, PNG, WebP, GIF or BMP file.");

    public static readonly WorkError Damaged = WorkError.InvalidInput(Undecodable, "The image is damaged and cannot be decoded. Save it anew and send that file.");

    public static readonly WorkError OtherFormat = WorkError.InvalidInput(UnsupportedFormat, "Images of this format are not read. Convert it to JPEG, PNG, WebP, GIF or BMP.");

    public static readonly WorkError CutShort = WorkError.InvalidInput(Truncated, "The image is cut short: its end is missing. Send the whole file.");

    public static readonly WorkError NoMemory = new(WorkErrorCode.EngineFailed, "There is not enough memory to decode the image now. Scale it down, or try again later.");

    public static WorkError MorePixelsThan(int limit) => WorkError.InvalidInput(TooLarge, $"The image has more than {limit} pixels, the most that are taken. Scale it down.");
}
