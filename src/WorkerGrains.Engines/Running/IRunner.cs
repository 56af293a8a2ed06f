namespace WorkerGrains.Engines.Running;

/// <summary>The way from one input to its outcome: at once, or by way of a queue and a batch.</summary>
internal interface IRunner<TInput, TOutput> : IAsyncDisposable
{
    string Device { get; }

    int Lanes { get; }

    RunnerLoad Load { get; }

    /// <summary>Runs one input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="terms">What its request asks of the run.</param>
    /// <param name="cancellationToken">Canceled when the caller stops waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask<RunReport<TOutput>> RunAsync(TInput input, RunTerms terms, CancellationToken cancellationToken);
}
