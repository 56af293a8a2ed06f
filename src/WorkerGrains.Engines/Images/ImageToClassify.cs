using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Images;

/// <summary>An image that waits for its run, made ready for a model that it keeps in memory until then.</summary>
internal sealed class ImageToClassify(PixelTensor pixels, int top, ModelLease<ClassificationModel> lease) : IDisposable
{
    public PixelTensor Pixels => pixels;

    /// <summary>How many labels its caller wants.</summary>
    public int Top => top;

    public ModelLease<ClassificationModel> Lease => lease;

    public void Dispose()
    {
        pixels.Dispose();
        lease.Dispose();
    }
}
