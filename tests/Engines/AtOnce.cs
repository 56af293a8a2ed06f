using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines;

/// <summary>Runs the inputs of an engine that takes them one by one at the same time, which is to it what a batch is to others.</summary>
internal sealed class AtOnce<TInput, TOutput>(Func<TInput, CancellationToken, Task<EngineOutcome<TOutput>>> run) : IEngine<TInput, TOutput>
{
    public async Task<IReadOnlyList<EngineOutcome<TOutput>>> RunAsync(IReadOnlyList<TInput> batch, CancellationToken cancellationToken) =>
        await Task.WhenAll(batch.Select(input => run(input, cancellationToken)));
}
