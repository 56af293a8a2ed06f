using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Tests.Engines.Batching;

/// <summary>A batcher on an engine that holds its batches, with a clock that stands still.</summary>
internal sealed class BatcherHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public BatcherHarness(BatchingOptions? options = null, string capability = "test.hold") =>
        Batcher = new Batcher<Item, string>(capability, Engine, options ?? new BatchingOptions(), new EngineInstruments(Meters, Time), Time, NullLogger.Instance);

    public HoldingEngine Engine { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public Batcher<Item, string> Batcher { get; }

    public Task<RunReport<string>> RunAsync(int id, CancellationToken cancellationToken = default) => RunAsync(new Item(id), cancellationToken);

    public Task<RunReport<string>> RunAsync(Item item, CancellationToken cancellationToken = default) => Batcher.RunAsync(item, long.MaxValue, cancellationToken).AsTask();

    public Task<RunReport<string>> RunAsync(Item item, TimeSpan timeout) => Batcher.RunAsync(item, Time.GetTimestamp() + timeout.Ticks, CancellationToken.None).AsTask();

    /// <summary>Makes the engine busy with one input.</summary>
    public async Task<HeldBatch> OccupyAsync(int id = 0)
    {
        _ = RunAsync(id);
        return await Engine.NextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Engine.Release();
        await Batcher.DisposeAsync();
        await _services.DisposeAsync();
    }
}
