using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using WorkerGrains.Contracts;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>What is told of a store to those who watch it.</summary>
public sealed class MeasuredGrainStorageTests : IDisposable
{
    private const string Name = "thing";

    private readonly SqliteStateFolder _folder = new();
    private readonly MeasuredGrainStorage _storage;

    /// <summary>Measures a store over a file.</summary>
    public MeasuredGrainStorageTests()
    {
        _folder.Options.MaxRecordMebibytes = 1;
        _storage = new MeasuredGrainStorage(_folder.Open(), new StateInstruments(_folder.Meters, new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) }));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Accesses_HoweverTheyEnd_AreTimedOnceEach()
    {
        using var durations = new MetricCollector<double>(_folder.Meters, Diagnostics.MeterName, "workergrains.state.duration");
        var grain = GrainId.Create("measured", "one");
        var state = new GrainState<StoredThing>(new StoredThing { Name = "first" });

        await _storage.WriteStateAsync(Name, grain, state);
        await _storage.ReadStateAsync(Name, grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, grain, new GrainState<StoredThing>(new StoredThing())));
        await Assert.ThrowsAsync<StateException>(() => _storage.WriteStateAsync(Name, grain, new GrainState<StoredThing>(new StoredThing { Bytes = new byte[2 * 1024 * 1024] })));
        await _storage.ClearStateAsync(Name, grain, state);

        Assert.Equal(
            ["write completed 1", "read completed 1", "write conflict 1", "write failed 1", "clear completed 1"],
            durations.GetMeasurementSnapshot().Select(static one => $"{one.Tags["operation"]} {one.Tags["outcome"]} {one.Value}"));
    }

    [Fact]
    public async Task Writes_AtOnce_AreCountedByTheirCommits()
    {
        const int Writes = 100;
        using var sizes = new MetricCollector<int>(_folder.Meters, Diagnostics.MeterName, "workergrains.state.batch.size");

        await Task.WhenAll(Enumerable.Range(0, Writes).Select(number =>
            _storage.WriteStateAsync(Name, GrainId.Create("measured", $"{number}"), new GrainState<StoredThing>(new StoredThing { Name = "one" }))));

        var committed = sizes.GetMeasurementSnapshot().Select(static one => one.Value).ToList();
        Assert.Equal(Writes, committed.Sum());
        Assert.InRange(committed.Count, 1, Writes - 1);
    }
}
