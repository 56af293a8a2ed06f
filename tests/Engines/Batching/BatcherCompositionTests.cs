using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Batching;

/// <summary>Which inputs run together, and in which order.</summary>
public sealed class BatcherCompositionTests
{
    private static readonly TimeSpan s_headStart = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task RunAsync_MixedSizes_LongTextsDoNotPadShortOnes()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 64 });
        int[] sizes = [.. Enumerable.Range(0, 64).Select(static id => id % 16 == 7 ? 256 : 16)];

        var batches = await RunAsync(harness, sizes);

        Assert.Equal([60, 4], batches.Select(static batch => batch.Length));
        Assert.Equal([7, 23, 39, 55], batches[1]);
    }

    [Fact]
    public async Task RunAsync_OldestIsTheOddOne_RunsFirst()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 64 });

        Assert.Equal([[0], [1, 2, 3], [4]], await RunAsync(harness, [500, 10, 10, 10, 90]));
    }

    [Fact]
    public async Task RunAsync_NearSizes_JoinAsLongAsTheirPaddingIsSmall()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 64, MaxPadding = 0.25f });

        // To 100 comes 102, less than an eighth longer. 90 and 82 are padded by 12 and 20, 79 would be by 23: more than a quarter of itself.
        // 140 would pad its four neighbours by 38 each.
        Assert.Equal([[0, 5, 2, 3], [1], [4]], await RunAsync(harness, [100, 140, 90, 82, 79, 102]));
    }

    [Fact]
    public async Task RunAsync_NoPaddingAllowed_OnlyNearlyEqualSizesRunTogether()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxPadding = 0 });

        Assert.Equal([[0, 1, 2, 4], [3, 5]], await RunAsync(harness, [100, 101, 100, 120, 99, 120]));
    }

    [Fact]
    public async Task RunAsync_AnyPaddingAllowed_TakesTheNearestSizesFirst()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 3, MaxPadding = 1024 });

        Assert.Equal([[0, 3, 4], [1, 5, 2]], await RunAsync(harness, [100, 1000, 8, 90, 120, 2000]));
    }

    [Fact]
    public async Task RunAsync_HighPriority_GoesFirstAndLowLast()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 2 });
        var held = await harness.OccupyAsync(99);
        WorkPriority[] priorities = [WorkPriority.Low, WorkPriority.Normal, WorkPriority.High, WorkPriority.Low, WorkPriority.High, WorkPriority.Normal];
        for (var id = 0; id < priorities.Length; id++)
        {
            _ = harness.RunAsync(new Item(id), priorities[id]);
        }

        Assert.Equal([[2, 4], [1, 5], [0, 3]], await harness.RunAllAsync(held, priorities.Length));
    }

    [Fact]
    public async Task RunAsync_LowPriorityThatWaitedLongEnough_GoesBeforeHigherOnesThatCameLater()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 1, PriorityHeadStart = s_headStart });
        var held = await harness.OccupyAsync(99);
        _ = harness.RunAsync(new Item(0), WorkPriority.Low);
        _ = harness.RunAsync(new Item(1), WorkPriority.High);
        harness.Time.Advance(s_headStart - TimeSpan.FromTicks(1));
        _ = harness.RunAsync(new Item(2), WorkPriority.Normal);
        harness.Time.Advance(TimeSpan.FromTicks(2));
        _ = harness.RunAsync(new Item(3), WorkPriority.Normal);
        harness.Time.Advance(s_headStart);
        _ = harness.RunAsync(new Item(4), WorkPriority.High);

        // The low one counts as come two seconds later, the high one that came last as come two seconds earlier.
        Assert.Equal([[1], [2], [0], [3], [4]], await harness.RunAllAsync(held, 5));
    }

    [Fact]
    public async Task RunAsync_HighPriorityNeverEnds_LowStillRuns()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 1, PriorityHeadStart = TimeSpan.FromSeconds(1) });
        var batch = await harness.OccupyAsync(99);
        _ = harness.RunAsync(new Item(0), WorkPriority.Low);
        _ = harness.RunAsync(new Item(1), WorkPriority.High);

        // An input of high priority more for each that runs, one a second.
        var next = 1;
        do
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            _ = harness.RunAsync(new Item(++next), WorkPriority.High);
            batch.Complete();
            batch = await harness.Engine.NextAsync();
        }
        while (batch.Ids[0] != 0);

        Assert.InRange(next, 3, 5);
    }

    [Fact]
    public async Task RunAsync_EngineSaysItGainsFromFewer_BatchesAreNoLarger()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxBatchSize = 8 });
        harness.Engine.MaxBatchSize = 2;

        Assert.Equal([[0, 1], [2, 3], [4]], await RunAsync(harness, [1, 1, 1, 1, 1]));
    }

    /// <summary>Whatever comes and goes, everything that stays runs once, and each batch begins with the one whose turn it was.</summary>
    [Fact]
    public void Fill_AnySizesAndPriorities_KeepsTurnsAndLimits()
    {
        var random = new Random(5);
        var limits = new BatchLimits(MaxCount: 8, MaxPaddedSize: 4000, MaxPadding: 0.25f);
        for (var round = 0; round < 200; round++)
        {
            var waiting = new WaitingInputs<int, string>();
            List<BatchEntry<int, string>> entries = [];
            for (var id = 0; id < random.Next(1, 200); id++)
            {
                var priority = (WorkPriority)random.Next(-1, 2);
                entries.Add(new BatchEntry<int, string>(id, 1 << random.Next(12) | random.Next(1, 50))
                {
                    Priority = priority,
                    Queued = id,
                    Turn = id - ((int)priority * 20),
                    Expires = random.Next(10) == 0 ? 0 : long.MaxValue,
                });
                waiting.Add(entries[^1]);
                if (random.Next(4) == 0)
                {
                    var gone = entries[random.Next(entries.Count)];
                    waiting.Remove(gone);
                    entries.Remove(gone);
                }
            }

            var batch = new Batch<int, string>();
            while (entries.Count > 0)
            {
                Assert.Equal((entries.Count, entries.Sum(static entry => (long)entry.Size)), (waiting.Count, waiting.From(WorkPriority.Low).Size));
                waiting.Fill(batch, limits, now: 1);
                Assert.All(batch.Expired, static entry => Assert.Equal(0, entry.Expires));
                entries.RemoveAll(batch.Expired.Contains);
                if (batch.Entries.Count > 0)
                {
                    Assert.Equal(entries.Where(static entry => entry.Expires > 0).Min(static entry => entry.Turn), batch.Entries[0].Turn);
                    Assert.True(batch.Entries.Count == 1 || batch.PaddedSize <= limits.MaxPaddedSize);
                    Assert.InRange(batch.Entries.Count, 1, limits.MaxCount);
                    Assert.True(batch.PaddedSize <= 1.25 * batch.Entries.Sum(static entry => (long)entry.Size));
                }

                Assert.Equal(batch.Entries.Count, batch.Entries.Distinct().Count(entries.Remove));
                batch.Clear();
            }

            Assert.Equal(0, waiting.Count);
        }
    }

    [Fact]
    public void ClassOf_AnySize_IsOrderedAndNarrow()
    {
        var last = 0;
        var smallest = 1;
        for (long size = 1; size <= int.MaxValue; size += 1 + (size / 100))
        {
            var index = SizeScale.ClassOf((int)size);
            Assert.InRange(index, last, SizeScale.Classes - 1);
            smallest = index == last ? smallest : (int)size;
            last = index;
            Assert.True(size <= smallest * 1.125, $"{smallest} and {size} are in one class.");
        }

        Assert.InRange(SizeScale.ClassOf(int.MaxValue), last, SizeScale.Classes - 1);
    }

    private static async Task<IReadOnlyList<int[]>> RunAsync(BatcherHarness harness, int[] sizes)
    {
        var held = await harness.OccupyAsync(-1);
        List<Task<RunReport<string>>> waiting = [.. sizes.Select((size, id) => harness.RunAsync(new Item(id, size)))];
        var batches = await harness.RunAllAsync(held, sizes.Length);
        Assert.Equal(Enumerable.Range(0, sizes.Length).Select(static id => $"outcome {id}"), (await Task.WhenAll(waiting)).Select(static report => report.Outcome.Value));
        return batches;
    }
}
