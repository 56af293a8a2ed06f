using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>The pixels of an image as they are stored: not yet upright.</summary>
internal sealed class DecodedImage(SKBitmap pixels, SKEncodedOrigin origin) : IDisposable
{
    public SKBitmap Pixels => pixels;

    /// <summary>Turns what is stored upright.</summary>
    public SKMatrix ToUpright => Orientation.ToUpright(origin, pixels.Width, pixels.Height);

    /// <summary>The width of the upright image.</summary>
    public int Width => Orientation.IsOnItsSide(origin) ? pixels.Height : pixels.Width;

    /// <summary>The height of the upright image.</summary>
    public int Height => Orientation.IsOnItsSide(origin) ? pixels.Width : pixels.Height;

    public void Dispose() => pixels.Dispose();
}
