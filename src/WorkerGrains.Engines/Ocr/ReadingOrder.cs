namespace WorkerGrains.Engines.Ocr;

/// <summary>The order in which lines are read: from the top down, and from left to right where they stand side by side.</summary>
internal static class ReadingOrder
{
    public static IReadOnlyList<TextCorners> Of(IEnumerable<TextCorners> lines)
    {
        var rows = new List<List<TextCorners>>();
        foreach (var line in lines.OrderBy(static line => line.Top + line.Bottom))
        {
            // Side by side is what has its middle within the height of the first one.
            var middle = (line.Top + line.Bottom) / 2;
            if (rows.Count > 0 && rows[^1][0] is var first && middle >= first.Top && middle <= first.Bottom && IsBeside(rows[^1], line))
            {
                rows[^1].Add(line);
            }
            else
            {
                rows.Add([line]);
            }
        }

        return [.. rows.SelectMany(static row => row.OrderBy(static line => line.Left))];
    }

    // Lines that lean a lot may have their middles at one height and yet be one below the other: then they share more than a bit of their edges.
    private static bool IsBeside(List<TextCorners> row, TextCorners line) => row.TrueForAll(
        other => Math.Min(line.Right, other.Right) - Math.Max(line.Left, other.Left) < Math.Min(line.Right - line.Left, other.Right - other.Left) / 2);
}
