namespace WorkerGrains.Tests.Engines.Batching;

/// <summary>An input that counts how often it was disposed of.</summary>
internal sealed class Item(int id, int size = 1) : IDisposable
{
    private int _disposals;

    public int Id { get; } = id;

    public int Size { get; } = size;

    public int Disposals => Volatile.Read(ref _disposals);

    /// <summary>What else happens when it is disposed of.</summary>
    public Action? OnDispose { get; init; }

    public void Dispose()
    {
        Interlocked.Increment(ref _disposals);
        OnDispose?.Invoke();
    }

    public override string ToString() => $"item {Id}";
}
