using WorkerGrains.Contracts.Payloads;

namespace WorkerGrains.Contracts.Work;

/// <summary>One event of a stream: an item, or the result with which every stream ends.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkEvent")]
public sealed record WorkEvent
{
    /// <summary>The largest encoded item. Items travel inside their message; what is larger belongs into the output.</summary>
    public const int MaxItemBytes = PayloadExchange.InlineBytes;

    /// <summary>The most events that travel in one message, so that even the largest ones hold up nothing behind them.</summary>
    public const int MaxPerMessage = 16;

    /// <summary>The number of the event: 1, 2, 3 without gaps.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>The item as JSON; empty on the last event.</summary>
    [Id(1)]
    public ReadOnlyMemory<byte> Item { get; init; }

    /// <summary>What came of the request: the last event. <see langword="null"/> on an item.</summary>
    [Id(2)]
    public WorkResult? Result { get; init; }

    /// <summary>On the first item: who streams, and how long the first item took.</summary>
    [Id(3)]
    public WorkTimings? Timings { get; init; }

    /// <summary>On the first item: the version that streams.</summary>
    [Id(4)]
    public CapabilityVersion? Version { get; init; }

    /// <summary>The last event.</summary>
    public static WorkEvent Last(long sequence, WorkResult result) => new() { Sequence = sequence, Result = result };
}
