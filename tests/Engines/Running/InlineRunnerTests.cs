using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Running;

public sealed class InlineRunnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Input_RunsOnTheThreadThatBroughtIt()
    {
        var time = new FakeTimeProvider();
        Thread? thread = null;
        await using var runner = new InlineRunner<int, string>(
            new Engine(input =>
            {
                thread = Thread.CurrentThread;
                time.Advance(TimeSpan.FromMilliseconds(3));
                return $"outcome {input}";
            }),
            time);

        var running = runner.RunAsync(1, RunTerms.None, Cancellation);

        Assert.True(running.IsCompletedSuccessfully);
        Assert.Same(Thread.CurrentThread, thread);
        var report = await running;
        Assert.Equal("outcome 1", report.Outcome.Value);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(3), 1), (report.Queue, report.Batch, report.Run, report.BatchSize));
    }

    [Fact]
    public async Task RunAsync_ErrorOutcome_IsPassedOn()
    {
        var error = new WorkError(WorkErrorCode.InvalidInput, "No.");
        await using var runner = new InlineRunner<int, string>(new Engine(_ => error), TimeProvider.System);

        Assert.Equal(error, (await runner.RunAsync(1, RunTerms.None, Cancellation)).Outcome.Error);
    }

    [Fact]
    public async Task RunAsync_CanceledBefore_DoesNotRun()
    {
        var runs = 0;
        await using var runner = new InlineRunner<int, string>(new Engine(_ => $"{runs++}"), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await runner.RunAsync(1, RunTerms.None, new CancellationToken(canceled: true)));

        Assert.Equal(0, runs);
        Assert.Equal((0, "cpu"), (runner.Load.Waiting, runner.Device));
    }

    private sealed class Engine(Func<int, EngineOutcome<string>> run) : IInlineEngine<int, string>
    {
        public EngineOutcome<string> Run(int input) => run(input);
    }
}
