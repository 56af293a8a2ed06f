using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>Where an upright image lies in a model's input.</summary>
/// <param name="Left">The place in the image that is at the input's left edge, in pixels of the image.</param>
/// <param name="Top">The place in the image that is at the input's top edge, in pixels of the image.</param>
/// <param name="Scale">Pixels of the model's input to a pixel of the image.</param>
/// <param name="Width">How much of the input the image covers, in pixels of the input.</param>
/// <param name="Height">How much of the input the image covers, in pixels of the input.</param>
internal readonly record struct ImageFrame(float Left, float Top, float Scale, int Width, int Height)
{
    /// <summary>Maps a place in the image to its place in the model's input.</summary>
    public SKMatrix ToInput => new(Scale, 0, -Left * Scale, 0, Scale, -Top * Scale, 0, 0, 1);

    /// <summary>Where an image of the given size lies as the settings ask for it.</summary>
    public static ImageFrame Of(ImageSettings settings, int width, int height) =>
        settings.Fit == ImageFit.Letterbox ? Letterbox(settings, width, height) : CenterCrop(settings, width, height);

    private static ImageFrame CenterCrop(ImageSettings settings, int width, int height)
    {
        var scale = Math.Max((float)settings.Width / width, (float)settings.Height / height) / settings.CropFraction;
        return new ImageFrame((width - (settings.Width / scale)) / 2, (height - (settings.Height / scale)) / 2, scale, settings.Width, settings.Height);
    }

    private static ImageFrame Letterbox(ImageSettings settings, int width, int height)
    {
        var scale = Math.Min((float)settings.Width / width, (float)settings.Height / height);
        return new ImageFrame(0, 0, scale, Covered(width * scale, settings.Width), Covered(height * scale, settings.Height));
    }

    // An image that is much wider than high still has a line of pixels.
    private static int Covered(float length, int input) => Math.Clamp((int)MathF.Round(length), 1, input);
}
