using Microsoft.Extensions.ObjectPool;

namespace WorkerGrains.Grains.Controllers;

/// <summary>Lends cancellation sources that fire after a while.</summary>
internal sealed class DeadlinePool(TimeProvider time)
{
    private const int MaxKept = 1024;

    private readonly DefaultObjectPool<CancellationTokenSource> _sources = new(new SourcePolicy(time), MaxKept);

    public Deadline Start(TimeSpan timeout, CancellationToken caller)
    {
        var source = _sources.Get();
        source.CancelAfter(timeout);
        return new Deadline(this, source, caller);
    }

    internal void Return(CancellationTokenSource source) => _sources.Return(source);

    private sealed class SourcePolicy(TimeProvider time) : IPooledObjectPolicy<CancellationTokenSource>
    {
        public CancellationTokenSource Create() => new(Timeout.InfiniteTimeSpan, time);

        public bool Return(CancellationTokenSource source)
        {
            if (source.TryReset())
            {
                return true;
            }

            source.Dispose();
            return false;
        }
    }
}
