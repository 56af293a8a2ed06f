namespace WorkerGrains.Engines.Images;

/// <summary>An image that waits for its run.</summary>
internal sealed class ImageToClassify(PixelTensor pixels, int top) : IDisposable
{
    public PixelTensor Pixels => pixels;

    /// <summary>How many labels its caller wants.</summary>
    public int Top => top;

    public void Dispose() => pixels.Dispose();
}
