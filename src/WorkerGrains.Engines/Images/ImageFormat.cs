namespace WorkerGrains.Engines.Images;

/// <summary>What the first bytes of a file say that it is.</summary>
internal enum ImageFormat
{
    /// <summary>No image that is known of.</summary>
    None,

    /// <summary>An image of a format that is not read.</summary>
    Other,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>BMP.</summary>
    Bmp,
}
