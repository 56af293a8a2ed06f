using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatchCostTests
{
    [Fact]
    public void Of_NothingSeen_IsZero() => Assert.Equal((false, 0.0), (new BatchCost().IsKnown, new BatchCost().Of(100, 10, 1)));

    [Fact]
    public void Of_OneBatchSeen_GrowsWithTheSize()
    {
        var cost = new BatchCost();
        cost.Learn(size: 100, count: 10, seconds: 2);

        Assert.Equal(2, cost.Of(100, 10, 1), 6);
        Assert.Equal(4, cost.Of(200, 10, 1), 6);
        Assert.Equal((10.0, 10.0), (cost.UsualCount, cost.UsualSize));
    }

    [Theory]
    [InlineData(0.001, 0, 0)]
    [InlineData(0.001, 0, 0.02)]
    [InlineData(0.001, 0.003, 0.02)]
    [InlineData(0, 0.003, 0.02)]
    [InlineData(0, 0, 0.02)]
    public void Of_BatchesOfAllKinds_FindsWhatTheyCost(double a, double b, double c)
    {
        var random = new Random(2);
        var cost = new BatchCost();
        for (var batch = 0; batch < 64; batch++)
        {
            var count = random.Next(1, 33);
            var size = count * random.Next(4, 256);
            cost.Learn(size, count, (a * size) + (b * count) + c);
        }

        foreach (var (size, count) in (ReadOnlySpan<(int, int)>)[(10, 1), (512, 2), (4000, 32), (20000, 16)])
        {
            var expected = (a * size) + (b * count) + c;
            Assert.InRange(cost.Of(size, count, 1), expected * 0.97, expected * 1.03);
        }
    }

    [Fact]
    public void Of_InputsAllOfOneSize_TellsTheInputFromTheBatch()
    {
        var cost = new BatchCost();
        for (var batch = 0; batch < 32; batch++)
        {
            var count = (batch % 8) + 1;
            cost.Learn(count, count, 0.01 + (0.002 * count));
        }

        Assert.Equal(0.01 + (0.002 * 16), cost.Of(16, 16, 1), 4);
        Assert.Equal(0.02 + (0.002 * 16), cost.Of(16, 16, 2), 4);
    }

    [Fact]
    public void Of_NoisyBatches_IsNeverNegativeAndNearlyRight()
    {
        var random = new Random(4);
        var cost = new BatchCost();
        for (var batch = 0; batch < 500; batch++)
        {
            var count = random.Next(1, 9);
            var size = count * random.Next(8, 65);
            cost.Learn(size, count, ((0.0001 * size) + 0.005) * (0.8 + (0.4 * random.NextDouble())));
            Assert.True(cost.Of(1, 0, 0) >= 0 && cost.Of(0, 1, 0) >= 0 && cost.Of(0, 0, 1) >= 0);
        }

        Assert.InRange(cost.Of(200, 4, 1), 0.025 * 0.8, 0.025 * 1.2);
    }

    [Fact]
    public void Learn_OneBatchHeldUp_ChangesLittle()
    {
        var cost = new BatchCost();
        for (var batch = 0; batch < 47; batch++)
        {
            cost.Learn(100, 4, 0.1);
        }

        cost.Learn(100, 4, 60);

        Assert.InRange(cost.Of(100, 4, 1), 0.11, 0.2);
    }

    [Fact]
    public void Learn_MachineGetsSlower_IsFollowed()
    {
        var cost = new BatchCost();
        for (var batch = 0; batch < 50; batch++)
        {
            cost.Learn(100, 4, 0.001);
        }

        for (var batch = 0; batch < 80; batch++)
        {
            cost.Learn(100, 4, 0.5);
        }

        Assert.InRange(cost.Of(100, 4, 1), 0.4, 0.55);
    }

    [Fact]
    public void Learn_BatchesThatTookNoTime_CanStillBeFollowedByOthers()
    {
        var cost = new BatchCost();
        cost.Learn(1, 1, 0);
        cost.Learn(1, 1, 4);

        Assert.True(cost.Of(1, 1, 1) > 1);
    }
}
