using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>What is drawn of an upright image, and in which form the pixels come out.</summary>
internal sealed record ImageView
{
    /// <summary>The width of the drawing, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>The height of the drawing, in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Maps a place in the image to its place in the drawing.</summary>
    public required SKMatrix FromImage { get; init; }

    /// <summary>The part of the drawing that the image covers; beyond its edges the image goes on with the pixels at its edge.</summary>
    public required SKRectI Covered { get; init; }

    /// <summary>What stands where the image does not cover the drawing, 0 to 255 in each channel.</summary>
    public byte Padding { get; init; }

    /// <summary>The order of the colours.</summary>
    public ChannelOrder Channels { get; init; }

    /// <summary>The order of the dimensions.</summary>
    public PixelLayout Layout { get; init; }

    /// <summary>All of an image of the given size, in another size.</summary>
    public static ImageView OfAll(int width, int height, int drawnWidth, int drawnHeight) => new()
    {
        Width = drawnWidth,
        Height = drawnHeight,
        FromImage = SKMatrix.CreateScale((float)drawnWidth / width, (float)drawnHeight / height),
        Covered = SKRectI.Create(drawnWidth, drawnHeight),
    };

    /// <summary>What a model wants to see of an image of the given size.</summary>
    public static ImageView Of(ImageSettings settings, int width, int height)
    {
        var frame = ImageFrame.Of(settings, width, height);
        return new ImageView
        {
            Width = settings.Width,
            Height = settings.Height,
            FromImage = frame.ToInput,
            Covered = SKRectI.Create(frame.Width, frame.Height),
            Padding = settings.Padding,
            Channels = settings.Channels,
            Layout = settings.Layout,
        };
    }
}
