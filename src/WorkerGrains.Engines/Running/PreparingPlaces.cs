namespace WorkerGrains.Engines.Running;

/// <summary>Where inputs are made ready: on the thread pool, at most as many at once as there are processors.</summary>
/// <remarks>Preparing is pure computing: more at once than there are processors would only make each of them slower.</remarks>
internal sealed class PreparingPlaces : IAsyncDisposable
{
    private readonly SemaphoreSlim _processors = new(Environment.ProcessorCount);
    private bool _stopped;

    /// <summary>Prepares one input, unless the runner is stopping.</summary>
    public async Task<EngineOutcome<TItem>> PrepareAsync<TItem>(Func<EngineOutcome<TItem>> prepare, EngineOutcome<TItem> stopping, CancellationToken cancellationToken)
    {
        await _processors.WaitAsync(cancellationToken);
        try
        {
            return Volatile.Read(ref _stopped) ? stopping : await Task.Run(prepare, cancellationToken);
        }
        finally
        {
            _processors.Release();
        }
    }

    /// <summary>Lets nothing begin any more.</summary>
    public void Stop() => Volatile.Write(ref _stopped, true);

    /// <summary>Waits until nothing is being prepared any more: who holds every place knows it.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var place = 0; place < Environment.ProcessorCount; place++)
        {
            await _processors.WaitAsync();
        }

        _processors.Release(Environment.ProcessorCount);
    }
}
