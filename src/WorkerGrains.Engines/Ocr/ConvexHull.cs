using System.Numerics;

namespace WorkerGrains.Engines.Ocr;

/// <summary>The smallest polygon without dents around some points.</summary>
/// <remarks>Source: A. M. Andrew, Another efficient algorithm for convex hulls in two dimensions, 1979 (the monotone chain).</remarks>
internal static class ConvexHull
{
    public static IReadOnlyList<Vector2> Of(IReadOnlyList<Vector2> points)
    {
        Vector2[] sorted = [.. points.Distinct().OrderBy(static point => point.X).ThenBy(static point => point.Y)];
        return sorted.Length < 3 ? sorted : [.. HalfOf(sorted), .. HalfOf(sorted.Reverse())];
    }

    /// <summary>The chain from the first point to the last, the last left out: the other half begins with it.</summary>
    private static IEnumerable<Vector2> HalfOf(IEnumerable<Vector2> sorted)
    {
        var chain = new List<Vector2>();
        foreach (var point in sorted)
        {
            while (chain.Count >= 2 && Turn(chain[^2], chain[^1], point) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(point);
        }

        return chain.SkipLast(1);
    }

    private static float Turn(Vector2 from, Vector2 by, Vector2 to) => ((by.X - from.X) * (to.Y - from.Y)) - ((by.Y - from.Y) * (to.X - from.X));
}
