using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>The pixels of an image as they are stored: not yet upright, and perhaps scaled down while they were decoded.</summary>
internal sealed class DecodedImage(SKBitmap pixels, SKSizeI stored, SKEncodedOrigin origin) : IDisposable
{
    private readonly Lazy<SKImage> _drawable = new(() => SKImage.FromPixels(pixels.PeekPixels()));

    /// <summary>The pixels as a source to draw from. Made once, so that the smaller copies that drawing from it makes serve again.</summary>
    public SKImage Drawable => _drawable.Value;

    /// <summary>Turns what is stored upright.</summary>
    public SKMatrix ToUpright => Orientation.ToUpright(origin, pixels.Width, pixels.Height);

    /// <summary>The width of the upright image as it was decoded.</summary>
    public int Width => Orientation.IsOnItsSide(origin) ? pixels.Height : pixels.Width;

    /// <summary>The height of the upright image as it was decoded.</summary>
    public int Height => Orientation.IsOnItsSide(origin) ? pixels.Width : pixels.Height;

    /// <summary>The size of the upright image as it is in the file.</summary>
    public SKSizeI FullSize => Orientation.IsOnItsSide(origin) ? new SKSizeI(stored.Height, stored.Width) : stored;

    public void Dispose()
    {
        if (_drawable.IsValueCreated)
        {
            _drawable.Value.Dispose();
        }

        pixels.Dispose();
    }
}
