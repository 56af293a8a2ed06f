using System.Numerics;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Ocr;

/// <summary>An image that waits to be read, made ready for two models that it keeps in memory until then.</summary>
internal sealed class ImageToRead : IDisposable
{
    /// <summary>The image that lines are cut from.</summary>
    public required DecodedImage Image { get; init; }

    /// <summary>What the model that finds text sees of it.</summary>
    public required PixelTensor Pixels { get; init; }

    /// <summary>The size of what that model sees.</summary>
    public required (int Width, int Height) Seen { get; init; }

    public required ModelLease<TextDetectionModel> Detection { get; init; }

    public required ModelLease<TextRecognitionModel> Recognition { get; init; }

    public required float MinConfidence { get; init; }

    /// <summary>Pixels of the image to a pixel of what the model sees.</summary>
    public Vector2 FromSeen => new((float)Image.Width / Seen.Width, (float)Image.Height / Seen.Height);

    /// <summary>Pixels of the image in its file to a pixel of the image.</summary>
    public Vector2 ToFull => new((float)Image.FullSize.Width / Image.Width, (float)Image.FullSize.Height / Image.Height);

    public void Dispose()
    {
        Image.Dispose();
        Pixels.Dispose();
        Detection.Dispose();
        Recognition.Dispose();
    }
}
