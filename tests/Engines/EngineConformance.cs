using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Engines;

/// <summary>What every engine promises to the batcher. The tests of an engine derive from it.</summary>
public abstract class EngineConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Batch_HasOneOutcomeForEachInputInOrder()
    {
        var engine = await StartAsync();
        var alone = await RunAloneAsync(engine);

        Assert.True(engine.Count >= 3);
        Assert.All(alone, static outcome => Assert.True(outcome.IsSuccess, outcome.Error?.Message));
        Assert.All(Pairs(engine.Count), pair => Assert.False(
            engine.AreSame(alone[pair.One].Value!, alone[pair.Other].Value!), $"Inputs {pair.One} and {pair.Other} have the same output, so their order shows nothing."));
        AssertSame(engine, alone, await engine.RunAsync(Enumerable.Range(0, engine.Count), Cancellation));
        AssertSame(engine, [.. alone.Reverse()], await engine.RunAsync(Enumerable.Range(0, engine.Count).Reverse(), Cancellation));
    }

    [Fact]
    public async Task RunAsync_AnyBatch_GivesAnInputTheOutcomeItHasAlone()
    {
        var engine = await StartAsync();
        var alone = await RunAloneAsync(engine);
        var random = new Random(1);

        for (var round = 0; round < 10; round++)
        {
            int[] batch = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(engine.Count))];
            AssertSame(engine, [.. batch.Select(input => alone[input])], await engine.RunAsync(batch, Cancellation));
        }
    }

    [Fact]
    public async Task RunAsync_BadInput_LeavesItsNeighboursAlone()
    {
        var engine = await StartAsync();
        var alone = await RunAloneAsync(engine);

        var outcomes = await RunLikeABatcherAsync(engine, [0, EngineUnderTest.Bad, 1]);

        AssertSame(engine, [alone[0], alone[1]], [outcomes[0], outcomes[2]]);
        Assert.False(outcomes[1].IsSuccess);
        AssertSame(engine, alone, await engine.RunAsync(Enumerable.Range(0, engine.Count), Cancellation));
    }

    [Fact]
    public async Task RunAsync_Canceled_StopsAndServesTheNext()
    {
        var engine = await StartAsync();
        var alone = await RunAloneAsync(engine);

        var stopped = await Record.ExceptionAsync(() => engine.RunAsync([0], new CancellationToken(canceled: true)));

        Assert.True(stopped is OperationCanceledException || (stopped is null && !engine.StopsWhenCanceled), $"Ended with {stopped?.GetType().Name ?? "outcomes"}.");
        AssertSame(engine, [alone[0]], await engine.RunAsync([0], Cancellation));
    }

    [Fact]
    public async Task RunAsync_AllLanes_DoNotDisturbEachOther()
    {
        var engine = await StartAsync();
        var alone = await RunAloneAsync(engine);

        // A lane is a thread on which the engine may block.
        await Task.WhenAll(Enumerable.Range(0, engine.Lanes).Select(lane => Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < 5; round++)
                {
                    int[] batch = [.. Enumerable.Range(0, engine.Count).Select(input => (input + lane + round) % engine.Count)];
                    AssertSame(engine, [.. batch.Select(input => alone[input])], engine.RunAsync(batch, Cancellation).GetAwaiter().GetResult());
                }
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    [Fact]
    public async Task SizeOf_EveryInput_IsPositive()
    {
        var engine = await StartAsync();

        Assert.All(Enumerable.Range(0, engine.Count), input => Assert.InRange(engine.SizeOf(input), 1, int.MaxValue));
    }

    /// <summary>An engine that has started; skips the test where it cannot.</summary>
    private protected abstract ValueTask<EngineUnderTest> StartAsync();

    private static IEnumerable<(int One, int Other)> Pairs(int count) =>
        from one in Enumerable.Range(0, count) from other in Enumerable.Range(one + 1, count - one - 1) select (one, other);

    private static async Task<IReadOnlyList<SampleOutcome>> RunAloneAsync(EngineUnderTest engine)
    {
        List<SampleOutcome> outcomes = [];
        for (var input = 0; input < engine.Count; input++)
        {
            outcomes.Add(Assert.Single(await engine.RunAsync([input], Cancellation)));
        }

        return outcomes;
    }

    /// <summary>An engine may fail on a whole batch; its inputs are then run one by one.</summary>
    private static async Task<IReadOnlyList<SampleOutcome>> RunLikeABatcherAsync(EngineUnderTest engine, IReadOnlyList<int> batch)
    {
        try
        {
            return await engine.RunAsync(batch, Cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (batch.Count == 1)
            {
                return [new SampleOutcome(null, new WorkError(WorkErrorCode.EngineFailed, "The engine failed on this input."))];
            }

            List<SampleOutcome> outcomes = [];
            foreach (var input in batch)
            {
                outcomes.AddRange(await RunLikeABatcherAsync(engine, [input]));
            }

            return outcomes;
        }
    }

    private static void AssertSame(EngineUnderTest engine, IReadOnlyList<SampleOutcome> expected, IReadOnlyList<SampleOutcome> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.True(
            pair.First.IsSuccess ? pair.Second.IsSuccess && engine.AreSame(pair.First.Value!, pair.Second.Value!) : pair.First.Error == pair.Second.Error,
            $"Expected {pair.First}, but got {pair.Second}."));
    }
}
