using SkiaSharp;

namespace WorkerGrains.Engines.Images;

/// <summary>The eight ways in which EXIF says that an image is stored. Source: CIPA DC-008 (EXIF), tag Orientation.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height are stored the other way round.</summary>
    public static bool IsOnItsSide(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>Maps a place in the stored image of the given size to its place in the upright one.</summary>
    public static SKMatrix ToUpright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => Matrix(-1, 0, width, 0, 1, 0),
        SKEncodedOrigin.BottomRight => Matrix(-1, 0, width, 0, -1, height),
        SKEncodedOrigin.BottomLeft => Matrix(1, 0, 0, 0, -1, height),
        SKEncodedOrigin.LeftTop => Matrix(0, 1, 0, 1, 0, 0),
        SKEncodedOrigin.RightTop => Matrix(0, -1, height, 1, 0, 0),
        SKEncodedOrigin.RightBottom => Matrix(0, -1, height, -1, 0, width),
        SKEncodedOrigin.LeftBottom => Matrix(0, 1, 0, -1, 0, width),
        _ => SKMatrix.Identity,
    };

    private static SKMatrix Matrix(float xOfX, float xOfY, float x, float yOfX, float yOfY, float y) => new(xOfX, xOfY, x, yOfX, yOfY, y, 0, 0, 1);
}
