using WorkerGrains.Engines.Detection;

namespace WorkerGrains.Tests.Engines.Detection;

public sealed class SuppressionTests
{
    private static readonly DetectionBox s_box = new(0, 0, 10, 10);

    // Six tenths of what either covers.
    private static readonly DetectionBox s_neighbour = new(0, 2.5f, 10, 12.5f);

    [Fact]
    public void IntersectionOverUnion_Boxes_IsTheSharedPart()
    {
        Assert.Equal(1, s_box.IntersectionOverUnion(s_box));
        Assert.Equal(0.6f, s_box.IntersectionOverUnion(s_neighbour), 1e-6f);
        Assert.Equal(0, s_box.IntersectionOverUnion(new(10, 10, 20, 20)));
        Assert.Equal(0, s_box.IntersectionOverUnion(new(5, 5, 5, 5)));
    }

    [Fact]
    public void Run_OverlapOfOneLabel_KeepsTheSurest() =>
        Assert.Equal([new Candidate(1, 0.9f, s_neighbour)], Suppression.Run([new(1, 0.8f, s_box), new(1, 0.9f, s_neighbour)], iou: 0.5f, top: 10));

    [Fact]
    public void Run_OverlapWithinTheLimit_KeepsBoth() =>
        Assert.Equal(2, Suppression.Run([new(1, 0.8f, s_box), new(1, 0.9f, s_neighbour)], iou: 0.7f, top: 10).Count);

    [Fact]
    public void Run_OverlapOfOtherLabels_KeepsBoth() =>
        Assert.Equal([1, 0], Suppression.Run([new(0, 0.8f, s_box), new(1, 0.9f, s_box)], iou: 0.5f, top: 10).Select(static kept => kept.Label));

    [Fact]
    public void Run_BoxThatOnlyADroppedOneCovers_Stays()
    {
        var kept = Suppression.Run([new(0, 0.9f, new(0, 0, 10, 10)), new(0, 0.8f, new(0, 3, 10, 13)), new(0, 0.7f, new(0, 6, 10, 16))], iou: 0.5f, top: 10);

        Assert.Equal([0.9f, 0.7f], kept.Select(static candidate => candidate.Score));
    }

    [Fact]
    public void Run_Top_StopsThere() =>
        Assert.Equal([0.9f], Suppression.Run([new(0, 0.8f, s_box), new(1, 0.9f, s_box)], iou: 0.5f, top: 1).Select(static candidate => candidate.Score));
}
