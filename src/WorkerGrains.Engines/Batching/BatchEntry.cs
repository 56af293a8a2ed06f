using System.Diagnostics;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>One input on its way through a <see cref="Batcher{TInput,TOutput}"/>. All members are guarded by the batcher's lock, save those set once.</summary>
internal sealed class BatchEntry<TInput, TOutput>(TInput input, int size, long expires, long queued, ActivityContext trace)
{
    public TInput Input { get; } = input;

    public int Size { get; } = size;

    /// <summary>The timestamp of the deadline.</summary>
    public long Expires { get; } = expires;

    /// <summary>The timestamp of coming in.</summary>
    public long Queued { get; } = queued;

    /// <summary>The span of the request, so that the batch's span can name whom it serves.</summary>
    public ActivityContext Trace { get; } = trace;

    public TaskCompletionSource<RunReport<TOutput>> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Where it waits, or <see langword="null"/> when it does not wait.</summary>
    public LinkedListNode<BatchEntry<TInput, TOutput>>? Place { get; set; }

    /// <summary>The batch it runs in, or <see langword="null"/> when it does not run.</summary>
    public Batch<TInput, TOutput>? Batch { get; set; }

    public bool IsDone { get; set; }
}
