using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>Draws a decoded image the way a model wants to see it: upright, cropped or padded, resized, on white.</summary>
/// <remarks>One pass does it all, so that an image turned by EXIF costs no more than one that is stored upright.</remarks>
internal static class ImageRenderer
{
    // Bilinear, from a picture of at least half the resolution: what image models are trained with, without the flicker of skipped pixels.
    private static readonly SKSamplingOptions s_sampling = new(SKFilterMode.Linear, SKMipmapMode.Nearest);

    public static PixelTensor Render(DecodedImage image, ImageSettings settings) => Render(image, ImageView.Of(settings, image.Width, image.Height));

    public static PixelTensor Render(DecodedImage image, ImageView view)
    {
        var count = view.Width * view.Height;
        var drawn = ArrayPool<byte>.Shared.Rent(4 * count);
        var pixels = new PixelTensor(3 * count);
        try
        {
            unsafe
            {
                fixed (byte* address = drawn)
                {
                    Draw(image, view, (nint)address);
                }
            }

            Arrange(MemoryMarshal.Cast<byte, uint>(drawn.AsSpan(0, 4 * count)), pixels.Bytes, view);
            return pixels;
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(drawn);
        }
    }

    /// <summary>Draws an image smaller than it was decoded, for who keeps it longer: one that is small enough is returned as it is, another is disposed of.</summary>
    public static DecodedImage ScaleDown(DecodedImage image, int maxSide)
    {
        var scale = (float)maxSide / Math.Max(image.Width, image.Height);
        if (scale >= 1)
        {
            return image;
        }

        using (image)
        {
            var (width, height) = (Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
            var pixels = new SKBitmap(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Premul));
            Draw(image, ImageView.OfAll(image.Width, image.Height, width, height), pixels.GetPixels());
            return new DecodedImage(pixels, image.FullSize, SKEncodedOrigin.TopLeft);
        }
    }

    private static void Draw(DecodedImage image, ImageView view, nint address)
    {
        // Skia draws onto pixels in the platform's own order six times as fast as onto any other.
        var info = new SKImageInfo(view.Width, view.Height, SKImageInfo.PlatformColorType, SKAlphaType.Premul);
        using var surface = SKSurface.Create(info, address);

        // Drawn as a fill that repeats the image's edge: the edge of a drawn image would let white in where it falls between pixels.
        using var shader = image.Drawable.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, s_sampling, view.FromImage.PreConcat(image.ToUpright));
        using var paint = new SKPaint { Shader = shader };
        surface.Canvas.Clear(new SKColor(view.Padding, view.Padding, view.Padding));
        surface.Canvas.ClipRect(view.Covered);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.DrawPaint(paint);
    }

    private static void Arrange(ReadOnlySpan<uint> drawn, Span<byte> pixels, ImageView view)
    {
        var (first, second, third) = view.Channels == ChannelOrder.Rgb
            ? (SKImageInfo.PlatformColorRedShift, SKImageInfo.PlatformColorGreenShift, SKImageInfo.PlatformColorBlueShift)
            : (SKImageInfo.PlatformColorBlueShift, SKImageInfo.PlatformColorGreenShift, SKImageInfo.PlatformColorRedShift);
        if (view.Layout == PixelLayout.Nhwc)
        {
            for (var i = 0; i < drawn.Length; i++)
            {
                pixels[3 * i] = (byte)(drawn[i] >> first);
                pixels[(3 * i) + 1] = (byte)(drawn[i] >> second);
                pixels[(3 * i) + 2] = (byte)(drawn[i] >> third);
            }

            return;
        }

        CopyPlane(drawn, pixels[..drawn.Length], first);
        CopyPlane(drawn, pixels.Slice(drawn.Length, drawn.Length), second);
        CopyPlane(drawn, pixels.Slice(2 * drawn.Length, drawn.Length), third);
    }

    private static void CopyPlane(ReadOnlySpan<uint> drawn, Span<byte> plane, int shift)
    {
        var i = 0;
        for (; i <= drawn.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Narrow(Pixels(drawn, i, shift), Pixels(drawn, i + Vector<ushort>.Count, shift)).CopyTo(plane[i..]);
        }

        for (; i < drawn.Length; i++)
        {
            plane[i] = (byte)(drawn[i] >> shift);
        }
    }

    private static Vector<ushort> Pixels(ReadOnlySpan<uint> drawn, int at, int shift)
    {
        var mask = new Vector<uint>(byte.MaxValue);
        var low = (new Vector<uint>(drawn[at..]) >>> shift) & mask;
        var high = (new Vector<uint>(drawn[(at + Vector<uint>.Count)..]) >>> shift) & mask;
        return Vector.Narrow(low, high);
    }
}
