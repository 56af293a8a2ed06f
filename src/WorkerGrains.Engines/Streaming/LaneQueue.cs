namespace WorkerGrains.Engines.Streaming;

/// <summary>Lends a number of lanes, one to each who asks, the next in order of their turns.</summary>
/// <remarks>Thread-safe. Who waits and is canceled leaves the queue at once.</remarks>
internal sealed class LaneQueue(int lanes)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(long Turn, long Number), TaskCompletionSource> _waiting = [];
    private int _free = lanes;
    private long _last;

    /// <summary>Waits for a lane, to be given back with <see cref="Release"/>.</summary>
    /// <param name="turn">The timestamp as of which one counts as having come.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async ValueTask WaitAsync(long turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lane = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (long, long) place;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            place = (turn, ++_last);
            _waiting.Add(place, lane);
        }

        using var registration = cancellationToken.UnsafeRegister(
            _ =>
            {
                lock (_gate)
                {
                    // One that has just been given a lane keeps it.
                    if (_waiting.Remove(place))
                    {
                        lane.SetCanceled(cancellationToken);
                    }
                }
            },
            null);
        await lane.Task;
    }

    /// <summary>Gives a lane back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            foreach (var (place, lane) in _waiting)
            {
                _waiting.Remove(place);
                lane.SetResult();
                return;
            }

            _free++;
        }
    }
}
