using System.Numerics;

namespace WorkerGrains.Engines.Ocr;

/// <summary>A rectangle that may lean.</summary>
/// <param name="Center">Its middle.</param>
/// <param name="Along">The direction of its width, of length one.</param>
/// <param name="Width">How far it reaches along that direction.</param>
/// <param name="Height">How far it reaches across.</param>
internal readonly record struct RotatedRectangle(Vector2 Center, Vector2 Along, float Width, float Height)
{
    public float ShortSide => Math.Min(Width, Height);

    /// <summary>The smallest rectangle around some points: one of its sides lies along a side of their convex hull.</summary>
    /// <remarks>Source: H. Freeman and R. Shapira, Determining the Minimum-Area Encasing Rectangle for an Arbitrary Closed Curve, 1975.</remarks>
    public static RotatedRectangle Around(IReadOnlyList<Vector2> points)
    {
        var hull = ConvexHull.Of(points);
        var best = Around(hull, Vector2.UnitX);
        for (var i = 0; i < hull.Count; i++)
        {
            var side = hull[(i + 1) % hull.Count] - hull[i];
            if (side.LengthSquared() > 0 && Around(hull, Vector2.Normalize(side)) is var rectangle && rectangle.Width * rectangle.Height < best.Width * best.Height)
            {
                best = rectangle;
            }
        }

        return best;
    }

    /// <summary>The rectangle with so much more on every side.</summary>
    public RotatedRectangle Widen(float distance) => this with { Width = Width + (2 * distance), Height = Height + (2 * distance) };

    /// <summary>The corners: top left, top right, bottom right, bottom left.</summary>
    /// <remarks>Source: PaddlePaddle/PaddleOCR, <c>ppocr/postprocess/db_postprocess.py</c>, <c>get_mini_boxes</c>.</remarks>
    public TextCorners ToCorners()
    {
        var (along, across) = (Along * (Width / 2), new Vector2(-Along.Y, Along.X) * (Height / 2));
        Vector2[] corners = [Center - along - across, Center + along - across, Center + along + across, Center - along + across];
        Array.Sort(corners, static (one, other) => one.X.CompareTo(other.X));
        var (topLeft, bottomLeft) = corners[0].Y <= corners[1].Y ? (corners[0], corners[1]) : (corners[1], corners[0]);
        var (topRight, bottomRight) = corners[2].Y <= corners[3].Y ? (corners[2], corners[3]) : (corners[3], corners[2]);
        return new TextCorners(topLeft, topRight, bottomRight, bottomLeft);
    }

    private static RotatedRectangle Around(IReadOnlyList<Vector2> points, Vector2 along)
    {
        var across = new Vector2(-along.Y, along.X);
        var (left, right, top, bottom) = (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        foreach (var point in points)
        {
            var (x, y) = (Vector2.Dot(point, along), Vector2.Dot(point, across));
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }

        return new RotatedRectangle((along * ((left + right) / 2)) + (across * ((top + bottom) / 2)), along, right - left, bottom - top);
    }
}
