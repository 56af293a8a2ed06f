namespace WorkerGrains.Engines.Images;

/// <summary>The order of dimensions in a model's input.</summary>
internal enum PixelLayout
{
    /// <summary>One plane a colour.</summary>
    Nchw,

    /// <summary>The colours of a pixel side by side.</summary>
    Nhwc,
}
