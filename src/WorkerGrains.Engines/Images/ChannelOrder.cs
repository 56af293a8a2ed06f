namespace WorkerGrains.Engines.Images;

/// <summary>The order of colours in a model's input.</summary>
internal enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}
