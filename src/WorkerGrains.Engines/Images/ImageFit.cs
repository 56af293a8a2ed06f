namespace WorkerGrains.Engines.Images;

/// <summary>How an image of any proportions becomes a model's input.</summary>
internal enum ImageFit
{
    /// <summary>Its centre fills the input; what stands out is cut off.</summary>
    Crop,

    /// <summary>All of it is in the input, at the top left; the rest of the input is padding.</summary>
    Letterbox,
}
