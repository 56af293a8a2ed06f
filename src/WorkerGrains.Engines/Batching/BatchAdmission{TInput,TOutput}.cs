using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>Judges which inputs a batcher takes, and counts and words what becomes of the others.</summary>
internal sealed class BatchAdmission<TInput, TOutput>(string capability, BatchingOptions options, EngineInstruments instruments, TimeProvider time)
{
    /// <summary>Whether an input may queue behind what waits. Called under the batcher's lock.</summary>
    /// <param name="entry">The input.</param>
    /// <param name="waiting">What waits.</param>
    /// <param name="load">What runs, and what is known of how long that takes.</param>
    /// <param name="limits">The limits of a batch.</param>
    /// <param name="untilDone">How long the answer would take; not known of an input that is refused before that is asked.</param>
    public Admission Judge(
        BatchEntry<TInput, TOutput> entry, WaitingInputs<TInput, TOutput> waiting, LaneLoad<TInput, TOutput> load, BatchLimits limits, out TimeSpan untilDone)
    {
        untilDone = TimeSpan.Zero;
        if (waiting.Count >= options.MaxQueueLength)
        {
            return Admission.Full;
        }

        if (entry.Expires <= entry.Queued)
        {
            return Admission.Expired;
        }

        untilDone = load.UntilDone(entry, waiting, limits);
        return untilDone > time.GetElapsedTime(entry.Queued, entry.Expires) ? Admission.TooLate : Admission.Accepted;
    }

    /// <summary>The queue is full; a place should be free after the wait.</summary>
    public WorkError Full(TimeSpan expectedWait)
    {
        instruments.Refused(capability);
        return RunErrors.Overloaded(options.MaxQueueLength, expectedWait);
    }

    /// <summary>The deadline passed before the input ran.</summary>
    public WorkError Expired()
    {
        instruments.Expired(capability);
        return RunErrors.Expired;
    }

    /// <summary>The answer would take longer than the deadline allows.</summary>
    public WorkError TooLate(TimeSpan untilDone)
    {
        instruments.RefusedLate(capability);
        return RunErrors.TooLate(untilDone);
    }
}
