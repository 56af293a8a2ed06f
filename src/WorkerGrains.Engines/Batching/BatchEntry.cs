using System.Diagnostics;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Batching;

/// <summary>One input on its way through a <see cref="Batcher{TInput,TOutput}"/>. All members are guarded by the batcher's lock, save those set once.</summary>
internal sealed class BatchEntry<TInput, TOutput>(TInput input, int size)
{
    public TInput Input { get; } = input;

    /// <summary>How much of a batch it takes, in the engine's unit.</summary>
    public int Size { get; } = size;

    public WorkPriority Priority { get; init; }

    /// <summary>The timestamp of the deadline.</summary>
    public required long Expires { get; init; }

    /// <summary>The timestamp of coming in.</summary>
    public required long Queued { get; init; }

    /// <summary>The timestamp by which inputs take turns: that of coming in, put forward or back by the priority.</summary>
    public long Turn { get; init; }

    /// <summary>Where it stands among those that came in, for turns at the same time.</summary>
    public long Number { get; set; }

    /// <summary>The span of the request, so that the batch's span can name whom it serves.</summary>
    public ActivityContext Trace { get; init; }

    public TaskCompletionSource<RunReport<TOutput>> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Where it waits, or <see langword="null"/> when it does not wait.</summary>
    public LinkedListNode<BatchEntry<TInput, TOutput>>? Place { get; set; }

    /// <summary>The batch it runs in, or <see langword="null"/> when it does not run.</summary>
    public Batch<TInput, TOutput>? Batch { get; set; }

    public bool IsDone { get; set; }
}
