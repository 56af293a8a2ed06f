using System.Numerics;

namespace WorkerGrains.Engines.Ocr;

/// <summary>Finds lines in a picture of probabilities: stretches of pixels that belong to text, the rectangles around them, widened.</summary>
/// <remarks>
/// Source: PaddlePaddle/PaddleOCR, <c>ppocr/postprocess/db_postprocess.py</c>; M. Liao et al., Real-time Scene Text Detection with
/// Differentiable Binarization, 2020. Widening a rectangle with round corners and taking the rectangle around it again, as is done there, moves
/// each side out by the same distance.
/// </remarks>
internal static class TextRegions
{
    // In pixels of the picture; smaller is noise.
    private const float LeastSide = 3;
    private const float LeastWidenedSide = 5;

    /// <param name="probabilities">The probability that a pixel belongs to text, line by line.</param>
    /// <param name="width">The width of the picture.</param>
    /// <param name="settings">What counts as a line.</param>
    public static List<RotatedRectangle> Find(ReadOnlySpan<float> probabilities, int width, TextDetectionSettings settings)
    {
        var found = new List<RotatedRectangle>();
        var seen = new bool[probabilities.Length];
        var region = new List<int>();
        for (var start = 0; start < probabilities.Length && found.Count < settings.MaxLines; start++)
        {
            if (seen[start] || !(probabilities[start] > settings.PixelThreshold))
            {
                continue;
            }

            Grow(start, probabilities, width, settings.PixelThreshold, seen, region);
            var rectangle = RotatedRectangle.Around(EdgesOf(region, width));
            if (rectangle.ShortSide < LeastSide || Mean(probabilities, region) < settings.LineThreshold)
            {
                continue;
            }

            var widened = rectangle.Widen(rectangle.Width * rectangle.Height * settings.Unclip / (2 * (rectangle.Width + rectangle.Height)));
            if (widened.ShortSide >= LeastWidenedSide)
            {
                found.Add(widened);
            }
        }

        return found;
    }

    /// <summary>Collects the pixels that hang together with one, corner to corner too.</summary>
    private static void Grow(int start, ReadOnlySpan<float> probabilities, int width, float threshold, bool[] seen, List<int> region)
    {
        region.Clear();
        region.Add(start);
        seen[start] = true;
        for (var i = 0; i < region.Count; i++)
        {
            var (x, y) = (region[i] % width, region[i] / width);
            for (var row = Math.Max(0, y - 1); row <= y + 1 && row * width < probabilities.Length; row++)
            {
                for (var column = Math.Max(0, x - 1); column <= x + 1 && column < width; column++)
                {
                    var at = (row * width) + column;
                    if (!seen[at] && probabilities[at] > threshold)
                    {
                        seen[at] = true;
                        region.Add(at);
                    }
                }
            }
        }
    }

    /// <summary>The first and the last pixel of a region in each row: all that a rectangle around it depends on.</summary>
    private static List<Vector2> EdgesOf(List<int> region, int width)
    {
        region.Sort();
        var edges = new List<Vector2>();
        for (var i = 0; i < region.Count; i++)
        {
            var row = region[i] / width;
            if (i == 0 || region[i - 1] / width != row || i == region.Count - 1 || region[i + 1] / width != row)
            {
                edges.Add(new Vector2(region[i] % width, row));
            }
        }

        return edges;
    }

    // Of the region's own pixels and not of the rectangle around them, of which a line on curved paper fills only a part.
    private static float Mean(ReadOnlySpan<float> probabilities, List<int> region)
    {
        var sum = 0.0;
        foreach (var at in region)
        {
            sum += probabilities[at];
        }

        return (float)(sum / region.Count);
    }
}
