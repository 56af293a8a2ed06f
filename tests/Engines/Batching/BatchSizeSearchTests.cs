using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatchSizeSearchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _sizes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(10, 10, 16)]
    [InlineData(100, 1, 16)]
    [InlineData(4, 10, 4)]
    public void Find_CostOfABatchAndOfAnInput_IsTheSizeFromWhichMoreGainsLittle(int batch, int input, int expected)
    {
        // The batch's own cost is shared up to 4 inputs in the last case: larger ones are split by the device.
        var found = Find(size => (batch * (expected == 4 ? Math.Ceiling(size / 4.0) : 1)) + (input * size), limit: 16);

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 6)]
    public void Find_MoreWouldGain_NeverGoesAboveTheLimit(int limit, int expected)
    {
        Assert.Equal(expected, Find(static size => 100 + size, limit));
        Assert.Equal(limit, _sizes.Max());
    }

    [Fact]
    public void Find_OneSizeIsAwkward_LooksAtTheNext() => Assert.Equal(8, Find(static size => size == 4 ? 300 : 100 + size, limit: 8));

    [Fact]
    public void Find_BudgetOver_AnswersWithWhatIsKnown()
    {
        var found = Find(static size => 600 + size, limit: 1024, TimeSpan.FromSeconds(4));

        Assert.Equal(2, found);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2], _sizes);
    }

    [Fact]
    public void Find_SlowModel_RunsBatchesOfOneOnly()
    {
        Assert.Equal(1, Find(static _ => 10_000, limit: 64));
        Assert.Equal([1, 1], _sizes);
    }

    [Fact]
    public void Find_Canceled_Stops()
    {
        using var caller = new CancellationTokenSource();
        var search = new BatchSizeSearch(_time);

        Assert.Throws<OperationCanceledException>(() => search.Find(
            size =>
            {
                if (size == 2)
                {
                    caller.Cancel();
                }

                _time.Advance(TimeSpan.FromMilliseconds(1));
            },
            limit: 1024,
            caller.Token));
    }

    private int Find(Func<int, double> milliseconds, int limit, TimeSpan? budget = null)
    {
        var search = budget is { } given ? new BatchSizeSearch(_time) { Budget = given } : new BatchSizeSearch(_time);
        return search.Find(
            size =>
            {
                _sizes.Add(size);
                _time.Advance(TimeSpan.FromMilliseconds(milliseconds(size)));
            },
            limit,
            Cancellation);
    }
}
