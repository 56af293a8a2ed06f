using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherFailureTests
{
    private static readonly WorkError s_failed = new(WorkErrorCode.EngineFailed, "The engine failed on this input.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_BatchFails_OnlyTheBadInputDoes()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var waiting = Enumerable.Range(1, 3).Select(id => harness.RunAsync(id, Cancellation)).ToList();
        first.Complete();

        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException("secret"));
        List<int> alone = [];
        for (var id = 1; id <= 3; id++)
        {
            var batch = await harness.Engine.NextAsync();
            alone.AddRange(batch.Ids);
            if (id == 2)
            {
                batch.Fail(new InvalidOperationException("secret"));
            }
            else
            {
                batch.Complete();
            }
        }

        var reports = await Task.WhenAll(waiting);
        Assert.Equal([1, 2, 3], alone);
        Assert.Equal(["outcome 1", null, "outcome 3"], reports.Select(static report => report.Outcome.Value));
        Assert.Equal([null, s_failed, null], reports.Select(static report => report.Outcome.Error));
        Assert.All(reports, static report => Assert.Equal(1, report.BatchSize));
    }

    [Fact]
    public async Task RunAsync_LoneInputFails_IsNotRunAgain()
    {
        await using var harness = new BatcherHarness();
        var running = harness.RunAsync(1, Cancellation);

        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException());

        Assert.Equal(s_failed, (await running).Outcome.Error);
        Assert.False(harness.Engine.HasNext);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RunAsync_WrongNumberOfOutcomes_FailsAndNobodyGetsANeighboursOutcome(int count)
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var waiting = new[] { harness.RunAsync(1, Cancellation), harness.RunAsync(2, Cancellation) };
        first.Complete();

        (await harness.Engine.NextAsync()).Complete([.. Enumerable.Repeat(HeldBatch.Outcome(99), count)]);
        (await harness.Engine.NextAsync()).Complete([]);
        (await harness.Engine.NextAsync()).Complete([HeldBatch.Outcome(98), HeldBatch.Outcome(99)]);

        Assert.All(await Task.WhenAll(waiting), static report => Assert.Equal(s_failed, report.Outcome.Error));
    }

    [Fact]
    public async Task RunAsync_NoListOfOutcomes_IsEngineFailed()
    {
        await using var harness = new BatcherHarness();
        var running = harness.RunAsync(1, Cancellation);

        (await harness.Engine.NextAsync()).Complete(null!);

        Assert.Equal(s_failed, (await running).Outcome.Error);
    }

    [Fact]
    public async Task RunAsync_EngineCancelsByItself_IsAFailure()
    {
        await using var harness = new BatcherHarness();
        var running = harness.RunAsync(1, Cancellation);

        (await harness.Engine.NextAsync()).Fail(new OperationCanceledException());

        Assert.Equal(s_failed, (await running).Outcome.Error);
    }

    [Fact]
    public async Task RunAsync_OutcomeThatIsAnError_IsForThatInputOnly()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        var waiting = new[] { harness.RunAsync(1, Cancellation), harness.RunAsync(2, Cancellation) };
        first.Complete();
        var error = new WorkError(WorkErrorCode.InvalidInput, "The image ends early.") { Reason = "image.truncated" };

        (await harness.Engine.NextAsync()).Complete([error, HeldBatch.Outcome(2)]);

        Assert.Equal(error, (await waiting[0]).Outcome.Error);
        Assert.Equal("outcome 2", (await waiting[1]).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_BatchFails_CallersGoneAreNotRunAgain()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var gone = harness.RunAsync(1, caller.Token);
        var remaining = harness.RunAsync(2, Cancellation);
        first.Complete();
        var failing = await harness.Engine.NextAsync();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        failing.Fail(new InvalidOperationException());
        var again = await harness.Engine.NextAsync();
        again.Complete();

        Assert.Equal([2], again.Ids);
        Assert.Equal("outcome 2", (await remaining).Outcome.Value);
    }

    [Fact]
    public async Task RunAsync_CallerGoneWhileItsInputRunsAlone_StopsThatRunAndNotTheNext()
    {
        await using var harness = new BatcherHarness();
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var gone = harness.RunAsync(1, caller.Token);
        var remaining = harness.RunAsync(2, Cancellation);
        first.Complete();
        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException());
        var alone = await harness.Engine.NextAsync();

        await caller.CancelAsync();
        await alone.StopWhenCanceledAsync();
        var next = await harness.Engine.NextAsync();

        Assert.Equal([2], next.Ids);
        Assert.False(next.CancellationToken.IsCancellationRequested);
        next.Complete();
        Assert.Equal("outcome 2", (await remaining).Outcome.Value);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }

    [Fact]
    public async Task RunAsync_SizeOfThrows_IsEngineFailed()
    {
        await using var harness = new BatcherHarness();
        var item = new Item(1, size: -1);

        var report = await harness.RunAsync(item, Cancellation);

        Assert.Equal(s_failed, report.Outcome.Error);
        Assert.Equal(1, item.Disposals);
        Assert.False(harness.Engine.HasNext);
    }

    [Fact]
    public async Task RunAsync_EngineThrowsBeforeItsTask_IsEngineFailed()
    {
        await using var harness = new BatcherHarness();
        await using var batcher = new Batcher<Item, string>(
            "test.throws", new ThrowingEngine(), new BatchingOptions(), new EngineInstruments(harness.Meters, harness.Time), harness.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        Assert.Equal(s_failed, (await batcher.RunAsync(new Item(1), RunTerms.None, Cancellation)).Outcome.Error);
        Assert.Equal(s_failed, (await batcher.RunAsync(new Item(2), RunTerms.None, Cancellation)).Outcome.Error);
    }

    private sealed class ThrowingEngine : IEngine<Item, string>
    {
        public Task<IReadOnlyList<EngineOutcome<string>>> RunAsync(IReadOnlyList<Item> batch, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }
}
