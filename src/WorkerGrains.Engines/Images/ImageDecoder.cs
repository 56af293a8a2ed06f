using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using SkiaSharp;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Images;

/// <summary>Decodes image files that anybody may have made.</summary>
/// <remarks>
/// Thread-safe. The header is read first, so that an image that claims to be huge costs nothing. Colours come out as sRGB whatever profile
/// the file has, eight bits each; of an animation the first picture comes out.
/// </remarks>
internal sealed class ImageDecoder(IOptions<ImageOptions> options)
{
    // JPEG scales in eighths while it decodes; other formats scale freely or not at all.
    private const float ScaleStep = 1f / 8;

    private static readonly SKColorSpace s_srgb = SKColorSpace.CreateSrgb();

    private readonly int _maxPixels = options.Value.MaxPixels;

    /// <summary>Decodes a file at the smallest size that still has all the detail a model sees.</summary>
    public bool TryDecode(
        ReadOnlyMemory<byte> file, ImageSettings settings, [NotNullWhen(true)] out DecodedImage? image, [NotNullWhen(false)] out WorkError? error) =>
        TryDecode(file, (width, height) => ImageFrame.Of(settings, width, height).Scale, out image, out error);

    /// <summary>Decodes a file at the smallest size that still has all the detail that is asked for.</summary>
    /// <param name="file">The file.</param>
    /// <param name="scaleFor">How large the image is needed, as a part of the width and height it has when upright.</param>
    /// <param name="image">The image, which the caller disposes of.</param>
    /// <param name="error">Why there is none.</param>
    public bool TryDecode(
        ReadOnlyMemory<byte> file, Func<int, int, float> scaleFor, [NotNullWhen(true)] out DecodedImage? image, [NotNullWhen(false)] out WorkError? error)
    {
        image = null;
        error = Identify(file.Span, out var format);
        if (error is not null)
        {
            return false;
        }

        // The decoder reads the caller's memory in place, which therefore must not move.
        using var pin = file.Pin();
        using var data = SKData.Create(AddressOf(pin), file.Length);
        using var codec = SKCodec.Create(new SKMemoryStream(data), out var result);
        if (codec is null)
        {
            error = ErrorOf(result, file.Span, format);
            return false;
        }

        if ((long)codec.Info.Width * codec.Info.Height > _maxPixels)
        {
            error = ImageErrors.MorePixelsThan(_maxPixels);
            return false;
        }

        error = Decode(codec, SizeFor(codec, scaleFor), out image) switch
        {
            SKCodecResult.Success => null,
            SKCodecResult.InternalError => ImageErrors.NoMemory,
            var failure => ErrorOf(failure, file.Span, format),
        };
        return error is null;
    }

    private static WorkError? Identify(ReadOnlySpan<byte> file, out ImageFormat format)
    {
        format = ImageSignature.Of(file);
        return format switch
        {
            ImageFormat.None => file.IsEmpty ? ImageErrors.Empty : ImageErrors.NoImage,
            ImageFormat.Other => ImageErrors.OtherFormat,
            _ => null,
        };
    }

    private static unsafe nint AddressOf(System.Buffers.MemoryHandle pin) => (nint)pin.Pointer;

    private static SKSizeI SizeFor(SKCodec codec, Func<int, int, float> scaleFor)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var needed = Orientation.IsOnItsSide(codec.EncodedOrigin) ? scaleFor(height, width) : scaleFor(width, height);
        for (var scale = needed; scale < 1; scale += ScaleStep)
        {
            // The codec takes the nearest size that it can do, which may be a smaller one.
            var size = codec.GetScaledDimensions(scale);
            if (size.Width >= (int)(needed * width) && size.Height >= (int)(needed * height))
            {
                return size;
            }
        }

        return codec.Info.Size;
    }

    /// <returns>What the codec says; <see cref="SKCodecResult.InternalError"/> when there is no memory for the pixels.</returns>
    private static SKCodecResult Decode(SKCodec codec, SKSizeI size, out DecodedImage? image)
    {
        var info = new SKImageInfo(size.Width, size.Height, SKImageInfo.PlatformColorType, SKAlphaType.Premul, s_srgb);
        var pixels = new SKBitmap();
        var result = pixels.TryAllocPixels(info) ? codec.GetPixels(info, pixels.GetPixels()) : SKCodecResult.InternalError;
        image = result == SKCodecResult.Success ? new DecodedImage(pixels, codec.Info.Size, codec.EncodedOrigin) : null;
        if (image is null)
        {
            pixels.Dispose();
        }

        return result;
    }

    private static WorkError ErrorOf(SKCodecResult result, ReadOnlySpan<byte> file, ImageFormat format) =>
        result == SKCodecResult.IncompleteInput || ImageSignature.IsCutShort(file, format) ? ImageErrors.CutShort : ImageErrors.Damaged;
}
