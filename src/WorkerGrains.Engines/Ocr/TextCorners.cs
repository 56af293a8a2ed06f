using System.Numerics;

namespace WorkerGrains.Engines.Ocr;

/// <summary>The corners of a line of text in an upright image.</summary>
internal readonly record struct TextCorners(Vector2 TopLeft, Vector2 TopRight, Vector2 BottomRight, Vector2 BottomLeft)
{
    // The edges of the line where it does not lean, and their middles where it does.
    public float Top => (TopLeft.Y + TopRight.Y) / 2;

    public float Bottom => (BottomLeft.Y + BottomRight.Y) / 2;

    public float Left => (TopLeft.X + BottomLeft.X) / 2;

    public float Right => (TopRight.X + BottomRight.X) / 2;

    /// <summary>The corners in an image of another size.</summary>
    public TextCorners Scale(Vector2 scale) => new(TopLeft * scale, TopRight * scale, BottomRight * scale, BottomLeft * scale);
}
