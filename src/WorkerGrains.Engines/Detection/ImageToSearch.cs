using SkiaSharp;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Detection;

/// <summary>An image that waits for its run, made ready for a model that it keeps in memory until then.</summary>
internal sealed class ImageToSearch : IDisposable
{
    public required PixelTensor Pixels { get; init; }

    public required ModelLease<DetectionModel> Lease { get; init; }

    /// <summary>The size of the upright image as it is in the file.</summary>
    public required SKSizeI Size { get; init; }

    /// <summary>Pixels of the upright image to a pixel of the model's input, across and down.</summary>
    public required (float X, float Y) Scale { get; init; }

    public required float MinConfidence { get; init; }

    public required float Iou { get; init; }

    /// <summary>How many objects its caller wants.</summary>
    public required int Top { get; init; }

    /// <summary>The part of the image that a box in the model's input covers; <see langword="null"/> when it covers nothing of it.</summary>
    public ImageBox? InImage(in DetectionBox box)
    {
        var (left, right) = (Math.Clamp(box.Left * Scale.X, 0, Size.Width), Math.Clamp(box.Right * Scale.X, 0, Size.Width));
        var (top, bottom) = (Math.Clamp(box.Top * Scale.Y, 0, Size.Height), Math.Clamp(box.Bottom * Scale.Y, 0, Size.Height));
        return right > left && bottom > top ? new ImageBox { Left = left, Top = top, Width = right - left, Height = bottom - top } : null;
    }

    public void Dispose()
    {
        Pixels.Dispose();
        Lease.Dispose();
    }
}
