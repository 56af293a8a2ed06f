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
            Draw(image, view, drawn);
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

    private static unsafe void Draw(DecodedImage image, ImageView view, byte[] drawn)
    {
        // Skia draws onto pixels in the platform's own order six times as fast as onto any other.
        var info = new SKImageInfo(view.Width, view.Height, SKImageInfo.PlatformColorType, SKAlphaType.Premul);
        fixed (byte* address = drawn)
        {
            using var surface = SKSurface.Create(info, (nint)address);
            using var source = SKImage.FromPixels(image.Pixels.PeekPixels());
            // Drawn as a fill that repeats the image's edge: the edge of a drawn image would let white in where it falls between pixels.
            using var shader = source.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, s_sampling, view.FromImage.PreConcat(image.ToUpright));
            using var paint = new SKPaint { Shader = shader };
            surface.Canvas.Clear(new SKColor(view.Padding, view.Padding, view.Padding));
            surface.Canvas.ClipRect(view.Covered);
            surface.Canvas.Clear(SKColors.White);
            surface.Canvas.DrawPaint(paint);
        }
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
