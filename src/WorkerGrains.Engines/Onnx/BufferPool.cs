using System.Collections.Concurrent;

namespace WorkerGrains.Engines.Onnx;

/// <summary>Buffers that runs borrow and give back, so that there are as many as runs have gone on at once.</summary>
/// <remarks>Thread-safe. Its owner disposes of it once no run is under way.</remarks>
internal sealed class BufferPool<TBuffers> : IDisposable
    where TBuffers : class, IDisposable, new()
{
    private readonly ConcurrentBag<TBuffers> _idle = [];

    /// <summary>Borrows buffers for one run; disposing of the loan gives them back.</summary>
    public Loan Borrow() => new(_idle, _idle.TryTake(out var buffers) ? buffers : new TBuffers());

    public void Dispose()
    {
        while (_idle.TryTake(out var buffers))
        {
            buffers.Dispose();
        }
    }

    public readonly struct Loan(ConcurrentBag<TBuffers> idle, TBuffers buffers) : IDisposable
    {
        public TBuffers Buffers => buffers;

        public void Dispose() => idle.Add(buffers);
    }
}
