using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>The centred part of an upright image that a model sees.</summary>
/// <param name="Left">Where it begins, in pixels of the image.</param>
/// <param name="Top">Where it begins, in pixels of the image.</param>
/// <param name="Scale">Pixels of the model's input to a pixel of the image.</param>
internal readonly record struct CenterCrop(float Left, float Top, float Scale)
{
    /// <summary>Maps a place in the image to its place in the model's input.</summary>
    public SKMatrix ToInput => new(Scale, 0, -Left * Scale, 0, Scale, -Top * Scale, 0, 0, 1);

    /// <summary>The part of an image of the given size that the settings ask for.</summary>
    public static CenterCrop Of(ImageSettings settings, int width, int height)
    {
        var scale = Math.Max((float)settings.Width / width, (float)settings.Height / height) / settings.CropFraction;
        return new CenterCrop((width - (settings.Width / scale)) / 2, (height - (settings.Height / scale)) / 2, scale);
    }
}
