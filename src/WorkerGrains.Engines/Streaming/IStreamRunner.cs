using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Streaming;

/// <summary>A runner whose runs can be read while they go on.</summary>
internal interface IStreamRunner<TInput, TOutput> : IRunner<TInput, TOutput>
{
    /// <summary>Starts to run one input.</summary>
    /// <inheritdoc cref="IRunner{TInput,TOutput}.RunAsync" path="/param"/>
    StreamedRun<TOutput> Start(TInput input, RunTerms terms, CancellationToken cancellationToken);
}
