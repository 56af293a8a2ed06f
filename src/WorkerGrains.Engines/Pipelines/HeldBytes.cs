namespace WorkerGrains.Engines.Pipelines;

/// <summary>Counts the bytes of outputs that are held: those of a pipeline, or of a part of one, which gives its bytes back when it is done. Thread-safe.</summary>
/// <param name="limit">The most bytes that the whole may hold.</param>
/// <param name="whole">What this is a part of.</param>
internal sealed class HeldBytes(int limit, HeldBytes? whole = null) : IDisposable
{
    private long _bytes;

    public int Limit => limit;

    /// <summary>Counts bytes that are held from now on; false when they are too many.</summary>
    public bool TryAdd(int bytes)
    {
        var held = Interlocked.Add(ref _bytes, bytes);
        return whole?.TryAdd(bytes) ?? held <= limit;
    }

    /// <summary>A part of this.</summary>
    public HeldBytes Part() => new(limit, this);

    public void Dispose() => whole?.TryAdd((int)-Interlocked.Read(ref _bytes));
}
