using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines;

/// <summary>What every inline engine promises. The tests of an engine derive from it.</summary>
public abstract class InlineEngineConformance<TInput, TOutput>
{
    /// <summary>Some inputs that differ, bad ones among them when the engine refuses any.</summary>
    protected abstract IReadOnlyList<TInput> Inputs { get; }

    [Fact]
    public void Run_Input_IsAValueOrAnError() => Assert.All(
        Run(Create(), Inputs),
        static outcome => Assert.True(outcome.IsSuccess ? outcome.Value is not null : outcome.Error.Message.EndsWith('.')));

    [Fact]
    public void Run_SameInputAgain_HasTheSameOutcome()
    {
        var engine = Create();

        Assert.Equal(Run(engine, Inputs), Run(engine, Inputs));
        Assert.Equal(Run(engine, Inputs), Run(Create(), Inputs));
    }

    [Fact]
    public void Run_ManyThreads_DoNotDisturbEachOther()
    {
        var engine = Create();
        var expected = Run(engine, Inputs);

        Parallel.For(0, 200, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, _ => Assert.Equal(expected, Run(engine, Inputs)));
    }

    protected abstract IInlineEngine<TInput, TOutput> Create();

    private static IEnumerable<EngineOutcome<TOutput>> Run(IInlineEngine<TInput, TOutput> engine, IEnumerable<TInput> inputs) => [.. inputs.Select(engine.Run)];
}
