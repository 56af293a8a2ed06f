using System.Numerics;
using SkiaSharp;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Ocr;

/// <summary>A line of text, cut out of its image and laid straight for the model that reads it.</summary>
/// <remarks>Source: PaddlePaddle/PaddleOCR, <c>tools/infer/utility.py</c>, <c>get_rotate_crop_image</c>, and <c>tools/infer/predict_rec.py</c>, <c>resize_norm_img</c>.</remarks>
internal sealed class TextStrip(PixelTensor pixels, int width) : IDisposable
{
    // What is so much higher than wide stands on its end.
    private const float Upended = 1.5f;

    // The middle between black and white.
    private const byte Padding = 128;

    public PixelTensor Pixels => pixels;

    /// <summary>The width with its padding, which lines that run together have in common.</summary>
    public int Width => width;

    public static TextStrip Cut(DecodedImage image, TextCorners corners, int height, TextRecognitionSettings settings)
    {
        var (origin, right, down) = (corners.TopLeft, corners.TopRight - corners.TopLeft, corners.BottomLeft - corners.TopLeft);
        if (down.Length() >= right.Length() * Upended)
        {
            (origin, right, down) = (corners.TopRight, corners.BottomRight - corners.TopRight, corners.TopLeft - corners.TopRight);
        }

        var covered = (int)Math.Clamp(MathF.Ceiling(height * right.Length() / Math.Max(down.Length(), 1)), 1, settings.MaxWidth);
        var width = Math.Min(settings.MaxWidth, Math.Max(settings.MinWidth, (covered + settings.WidthStep - 1) / settings.WidthStep * settings.WidthStep));
        var view = new ImageView
        {
            Width = Math.Max(width, covered),
            Height = height,
            FromImage = FromImage(origin, right / covered, down / height),
            Covered = SKRectI.Create(covered, height),
            Padding = Padding,
            Channels = settings.Channels,
            Layout = PixelLayout.Nchw,
        };
        return new TextStrip(ImageRenderer.Render(image, view), view.Width);
    }

    public void Dispose() => pixels.Dispose();

    /// <summary>Maps the image to the strip, of which a step to the right and one down are known in the image.</summary>
    private static SKMatrix FromImage(Vector2 origin, Vector2 right, Vector2 down) =>
        new SKMatrix(right.X, down.X, origin.X, right.Y, down.Y, origin.Y, 0, 0, 1).Invert();
}
