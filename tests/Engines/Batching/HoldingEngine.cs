using System.Collections.Concurrent;
using System.Threading.Channels;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines.Batching;

/// <summary>An engine that holds every batch until the test lets it go.</summary>
internal sealed class HoldingEngine : IEngine<Item, string>
{
    private readonly Channel<HeldBatch> _batches = Channel.CreateUnbounded<HeldBatch>();
    private readonly ConcurrentQueue<HeldBatch> _held = new();
    private volatile bool _isReleased;

    public string Device => "test:0";

    public int MaxBatchSize { get; set; } = int.MaxValue;

    /// <summary>The next batch that reaches the engine.</summary>
    public Task<HeldBatch> NextAsync() => _batches.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Whether a batch has reached the engine that no test has taken.</summary>
    public bool HasNext => _batches.Reader.TryPeek(out _);

    /// <summary>Holds nothing any more.</summary>
    public void Release()
    {
        _isReleased = true;
        foreach (var held in _held)
        {
            held.Release();
        }
    }

    public int SizeOf(Item input) => input.Size > 0 ? input.Size : throw new ArgumentException("An item has a size.");

    public Task<IReadOnlyList<EngineOutcome<string>>> RunAsync(IReadOnlyList<Item> batch, CancellationToken cancellationToken)
    {
        var held = new HeldBatch([.. batch], cancellationToken);
        _held.Enqueue(held);
        _batches.Writer.TryWrite(held);
        if (_isReleased)
        {
            held.Release();
        }

        return held.Outcomes;
    }
}
