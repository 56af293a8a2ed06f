using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts.Work;
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

    public Task<RunReport<string>> RunAsync(Item item, CancellationToken cancellationToken = default) =>
        Batcher.RunAsync(item, RunTerms.None, cancellationToken).AsTask();

    public Task<RunReport<string>> RunAsync(Item item, WorkPriority priority) => Batcher.RunAsync(item, RunTerms.None with { Priority = priority }, CancellationToken.None).AsTask();

    public Task<RunReport<string>> RunAsync(Item item, TimeSpan timeout, WorkPriority priority = WorkPriority.Normal) =>
        Batcher.RunAsync(item, new RunTerms(Time.GetTimestamp() + timeout.Ticks, priority, CallDepth: 0), CancellationToken.None).AsTask();

    /// <summary>Makes the engine busy with one input.</summary>
    public async Task<HeldBatch> OccupyAsync(int id = 0)
    {
        _ = RunAsync(id);
        return await Engine.NextAsync();
    }

    /// <summary>Waits until no lane is busy, so that what comes next finds the batcher at rest.</summary>
    public Task RunIdleAsync() => Eventually.TrueAsync(() => Batcher.Load.Waiting == 0, "nothing waits or runs");

    /// <summary>Lets a held batch go and completes all that follow until so many inputs have run.</summary>
    /// <returns>What ran together, in the order of running.</returns>
    public async Task<IReadOnlyList<int[]>> RunAllAsync(HeldBatch held, int inputs)
    {
        held.Complete();
        List<int[]> batches = [];
        for (var ran = 0; ran < inputs; ran += batches[^1].Length)
        {
            var batch = await Engine.NextAsync();
            batches.Add([.. batch.Ids]);
            batch.Complete();
        }

        return batches;
    }

    public async ValueTask DisposeAsync()
    {
        Engine.Release();
        await Batcher.DisposeAsync();
        await _services.DisposeAsync();
    }
}
