using System.Numerics;
using WorkerGrains.Engines.Ocr;

namespace WorkerGrains.Tests.Engines.Ocr;

public sealed class ReadingOrderTests
{
    [Fact]
    public void Of_LinesBelowEachOther_GoesDown() => AssertOrder([Line(10, 10), Line(5, 40), Line(20, 70)]);

    [Fact]
    public void Of_LinesBesideEachOther_GoesRight() => AssertOrder([Line(10, 12), Line(150, 8), Line(300, 10), Line(10, 50), Line(150, 52)]);

    [Fact]
    public void Of_BesideALittleOverlapping_GoesRight() => AssertOrder([Line(10, 12), Line(106, 8)]);

    [Fact]
    public void Of_LowAndHighBesideEachOther_GoesDown() => AssertOrder([Line(150, 10), Line(10, 26)]);

    [Fact]
    public void Of_SameHeightAndPlace_StaysApart() => AssertOrder([Line(10, 10), Line(12, 18)]);

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Empty(ReadingOrder.Of([]));

    private static TextCorners Line(float left, float top) => new(new Vector2(left, top), new Vector2(left + 100, top), new Vector2(left + 100, top + 20), new Vector2(left, top + 20));

    private static void AssertOrder(TextCorners[] expected)
    {
        Assert.Equal(expected, ReadingOrder.Of(expected));
        Assert.Equal(expected, ReadingOrder.Of(expected.Reverse()));
    }
}
