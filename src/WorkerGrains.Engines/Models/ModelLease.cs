namespace WorkerGrains.Engines.Models;

/// <summary>One use of a model: it stays in memory until this is disposed of.</summary>
internal sealed class ModelLease<TModel>(LoadedModel loaded, TModel model) : IDisposable
    where TModel : class
{
    private int _disposed;

    /// <summary>The model in memory.</summary>
    public LoadedModel Loaded => loaded;

    /// <summary>What the engine made of it.</summary>
    public TModel Model => model;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            loaded.Leave();
        }
    }
}
