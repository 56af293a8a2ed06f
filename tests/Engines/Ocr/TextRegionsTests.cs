using System.Numerics;
using WorkerGrains.Engines.Ocr;

namespace WorkerGrains.Tests.Engines.Ocr;

public sealed class TextRegionsTests
{
    private const int Width = 100;
    private const int Height = 60;

    private static readonly TextDetectionSettings s_settings = new() { Unclip = 0 };

    [Fact]
    public void Find_Stretch_IsTheRectangleAroundIt()
    {
        var found = Assert.Single(Find(s_settings, static (x, y) => x is >= 10 and <= 50 && y is >= 20 and <= 27 ? 0.9f : 0.1f));

        Assert.Equal((new Vector2(30, 23.5f), 40, 7), (found.Center, Math.Max(found.Width, found.Height), found.ShortSide));
    }

    [Fact]
    public void Find_LeaningStretch_LeansToo()
    {
        var found = Assert.Single(Find(s_settings, static (x, y) => Math.Abs((0.6 * (x - 50)) - (0.8 * (y - 30))) <= 4 && Math.Abs((0.8 * (x - 50)) + (0.6 * (y - 30))) <= 25 ? 0.9f : 0));

        Assert.True(Vector2.Distance(new Vector2(50, 30), found.Center) < 1);
        Assert.Equal(50, Math.Max(found.Width, found.Height), 2f);
        Assert.Equal(8, found.ShortSide, 1.5f);
        var corners = found.ToCorners();
        Assert.Equal(0.75, (corners.TopRight.Y - corners.TopLeft.Y) / (corners.TopRight.X - corners.TopLeft.X), 0.05);
    }

    [Fact]
    public void Find_SeveralStretches_AreApart() =>
        Assert.Equal(2, Find(s_settings, static (x, y) => x is >= 10 and <= 80 && y is (>= 10 and <= 17) or (>= 19 and <= 27) ? 0.9f : 0.1f).Count);

    [Fact]
    public void Find_CornersThatTouch_HangTogether() =>
        Assert.Single(Find(s_settings, static (x, y) => (x is >= 10 and <= 30 && y is >= 10 and <= 17) || (x is >= 31 and <= 50 && y is >= 18 and <= 25) ? 0.9f : 0.1f));

    [Fact]
    public void Find_Thin_IsNoise() => Assert.Empty(Find(s_settings, static (x, y) => x is >= 10 and <= 80 && y is >= 10 and <= 12 ? 0.9f : 0));

    [Fact]
    public void Find_HardlyAny_IsLeftOut() => Assert.Empty(Find(s_settings, static (x, y) => x is >= 10 and <= 80 && y is >= 10 and <= 20 ? 0.5f : 0));

    [Fact]
    public void Find_Unclip_WidensByAreaOverOutline()
    {
        var found = Assert.Single(Find(s_settings with { Unclip = 1.5f }, static (x, y) => x is >= 20 and <= 60 && y is >= 20 and <= 30 ? 0.9f : 0));

        // 40 × 10 × 1.5 / 100 on every side.
        Assert.Equal((52, 22), (Math.Max(found.Width, found.Height), found.ShortSide));
    }

    [Fact]
    public void Find_ManyLines_StopsAtTheLimit() =>
        Assert.Equal(3, Find(s_settings with { MaxLines = 3 }, static (x, y) => x % 20 < 15 && y % 10 < 7 ? 0.9f : 0).Count);

    [Fact]
    public void Find_NoNumbers_FindsNothing() => Assert.Empty(Find(s_settings, static (_, _) => float.NaN));

    [Fact]
    public void ConvexHull_PointsInsideAndOnEdges_AreLeftOut() => Assert.Equal(
        [new(0, 0), new(4, 0), new(4, 4), new(0, 4)],
        ConvexHull.Of([new(2, 2), new(0, 4), new(4, 4), new(2, 0), new(4, 0), new(0, 0), new(4, 2), new(0, 0)]).Order(Comparer<Vector2>.Create(static (one, other) =>
            Math.Atan2(one.Y - 2, one.X - 2).CompareTo(Math.Atan2(other.Y - 2, other.X - 2)))));

    [Fact]
    public void Around_OnePoint_HasNoSize() => Assert.Equal((new Vector2(3, 4), 0), (RotatedRectangle.Around([new(3, 4)]).Center, RotatedRectangle.Around([new(3, 4)]).ShortSide));

    private static List<RotatedRectangle> Find(TextDetectionSettings settings, Func<int, int, float> probability) =>
        TextRegions.Find([.. Enumerable.Range(0, Width * Height).Select(at => probability(at % Width, at / Width))], Width, settings);
}
