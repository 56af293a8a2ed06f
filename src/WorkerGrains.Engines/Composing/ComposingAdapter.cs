namespace WorkerGrains.Engines.Composing;

/// <summary>Lets the runner of streaming engines run a composing one.</summary>
internal sealed class ComposingAdapter<TInput, TItem, TOutput>(Func<TInput, IItemSink<TItem>, IWorkCaller, CancellationToken, Task<EngineOutcome<TOutput>>> run)
    : IStreamingEngine<ComposedInput<TInput>, TItem, TOutput>
{
    public Task<EngineOutcome<TOutput>> RunAsync(ComposedInput<TInput> input, IItemSink<TItem> items, CancellationToken cancellationToken) =>
        run(input.Input, items, input.Caller, cancellationToken);
}
