using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines;

/// <summary>A streaming engine whose items nobody reads, as the conformance suite wants to call it: input by input.</summary>
internal sealed class StreamingAsEngine<TInput, TItem, TOutput>(IStreamingEngine<TInput, TItem, TOutput> engine) : IEngine<TInput, TOutput>
{
    public async Task<IReadOnlyList<EngineOutcome<TOutput>>> RunAsync(IReadOnlyList<TInput> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<TOutput>>(batch.Count);
        foreach (var input in batch)
        {
            outcomes.Add(await engine.RunAsync(input, new ItemList<TItem> { HasReader = false }, cancellationToken));
        }

        return outcomes;
    }
}
