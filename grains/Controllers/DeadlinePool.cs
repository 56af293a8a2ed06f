using System.Collections.Concurrent;

namespace WorkerGrains.Grains.Controllers;

/// <summary>Lends cancellation sources that fire after a while.</summary>
internal sealed class DeadlinePool(TimeProvider time)
{
    private const int MaxKept = 1024;

    private readonly ConcurrentBag<CancellationTokenSource> _kept = [];

    public Deadline Start(TimeSpan timeout, CancellationToken caller)
    {
        if (!_kept.TryTake(out var source))
        {
            source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        source.CancelAfter(timeout);
        return new Deadline(this, source, caller);
    }

    internal void Return(CancellationTokenSource source)
    {
        if (_kept.Count < MaxKept && source.TryReset())
        {
            _kept.Add(source);
        }
        else
        {
            source.Dispose();
        }
    }
}
