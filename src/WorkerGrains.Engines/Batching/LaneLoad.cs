using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>How busy the lanes of a batcher are and how long it will last, from what batches cost so far. Guarded by the batcher's lock.</summary>
internal sealed class LaneLoad<TInput, TOutput>(int lanes, TimeProvider time)
{
    // A wait is an estimate and the way back takes time too; work whose answer comes just too late is work for nothing, so some of the deadline is left.
    private const double WaitMargin = 1.1;

    private readonly BatchCost _cost = new();
    private readonly List<Batch<TInput, TOutput>> _running = [];
    private int _runningInputs;

    /// <summary>The batches that run now.</summary>
    public IReadOnlyList<Batch<TInput, TOutput>> Running => _running;

    public void Started(Batch<TInput, TOutput> batch, long now)
    {
        batch.Formed = now;
        batch.ExpectedSeconds = _cost.Of(batch.PaddedSize, batch.Entries.Count, 1);
        _running.Add(batch);
        _runningInputs += batch.Entries.Count;
    }

    public void Ended(Batch<TInput, TOutput> batch)
    {
        _running.Remove(batch);
        _runningInputs -= batch.Entries.Count;
    }

    public void Learn(Batch<TInput, TOutput> batch, TimeSpan took) => _cost.Learn(batch.PaddedSize, batch.Entries.Count, took.TotalSeconds);

    /// <summary>How long an input of usual size and priority waits and runs that comes now.</summary>
    public RunnerLoad Of(WaitingInputs<TInput, TOutput> waiting, in BatchLimits limits)
    {
        var count = _cost.UsualCount;
        return new RunnerLoad(waiting.Count + _runningInputs, count > 0 ? (float)(_cost.Of(count * _cost.UsualSize, count, 1) / count / lanes) : 0)
        {
            WaitSeconds = _cost.IsKnown ? (float)Wait(waiting, limits, WorkPriority.Low) : null,
            RunSeconds = (float)_cost.Of(_cost.UsualSize, 1, 1),
        };
    }

    /// <summary>How long until an input could be done that comes now, with some margin; zero when a lane is free, or nothing is known.</summary>
    /// <remarks>A free lane takes whatever comes: that is also how it is learned that an engine has become quicker.</remarks>
    public TimeSpan UntilDone(BatchEntry<TInput, TOutput> entry, WaitingInputs<TInput, TOutput> waiting, in BatchLimits limits) =>
        IsFree(waiting) ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min((WaitMargin * Wait(waiting, limits, entry.Priority)) + _cost.Of(entry.Size, 1, 1), TimeSpan.MaxValue.TotalSeconds / 2));

    private bool IsFree(WaitingInputs<TInput, TOutput> waiting) => _running.Count < lanes && waiting.Count < lanes - _running.Count;

    /// <summary>How long what runs and what waits keeps all lanes busy, in seconds. What has a lower priority lets others by.</summary>
    private double Wait(WaitingInputs<TInput, TOutput> waiting, in BatchLimits limits, WorkPriority priority)
    {
        if (IsFree(waiting))
        {
            return 0;
        }

        var before = waiting.From(priority);
        var seconds = _cost.Of(before.Size, before.Count, limits.BatchesOf(before.Count, before.Size));
        foreach (var batch in _running)
        {
            seconds += Math.Max(0, batch.ExpectedSeconds - time.GetElapsedTime(batch.Formed).TotalSeconds);
        }

        return seconds / lanes;
    }
}
