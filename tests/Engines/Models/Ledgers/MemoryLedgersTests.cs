using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Models.Ledgers;

/// <summary>Models on a silo with GPUs, each with 16 MB for models. A model takes as much as its file, and is expected to take half as much again.</summary>
public sealed class MemoryLedgersTests : IDisposable
{
    private const long Megabyte = 1024 * 1024;

    private readonly TemporaryModels _models = new();
    private readonly FakeLogger<ModelRepository> _logger = new();
    private readonly ScriptedRuntime _runtime = new() { BytesPerByte = 1 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task LoadAsync_TwoGpus_EachModelGoesWhereMostRoomIs()
    {
        using var repository = Open(gpus: 2);

        Assert.Equal("cuda:0", await LoadAsync(repository, "first", 8));
        Assert.Equal("cuda:1", await LoadAsync(repository, "second", 4));
        Assert.Equal("cuda:1", await LoadAsync(repository, "third", 2));
        Assert.Equal("cuda:1", await LoadAsync(repository, "fourth", 2));
        Assert.Equal("cuda:0", await LoadAsync(repository, "fifth", 2));

        Assert.Equal([("cuda:0", 10), ("cuda:1", 8), ("cpu", 0)], InUse(repository));
        Assert.Equal(["cuda:0", "cuda:0", "cuda:1", "cuda:1", "cuda:1"], repository.List().SelectMany(static model => model.Versions).Select(static version => version.Device).Order());
    }

    [Theory]
    [InlineData("""{ "device": "cpu" }""", true)]
    [InlineData("{}", false)]
    public async Task LoadAsync_NotForGpus_GoesToTheProcessors(string settings, bool canUseGpus)
    {
        _runtime.CanUseGpus = canUseGpus;
        using var repository = Open(gpus: 1);

        Assert.Equal("cpu", await LoadAsync(repository, "model", 8, settings));

        Assert.Equal([("cuda:0", 0), ("cpu", 8)], InUse(repository));
    }

    [Fact]
    public async Task LoadAsync_FitsOnNoGpu_MakesRoomOnTheChosenOneOnly()
    {
        using var repository = Open(gpus: 2);
        await LoadAsync(repository, "often", 5);
        await LoadAsync(repository, "never", 8);
        await LoadAsync(repository, "host", 8, """{ "device": "cpu" }""");
        Use(repository, "often", 1000);

        Assert.Equal("cuda:0", await LoadAsync(repository, "new", 8));

        Assert.Equal(
            (ModelState.Available, ModelState.Ready, ModelState.Ready),
            (StateOf(repository, "often"), StateOf(repository, "never"), StateOf(repository, "host")));
    }

    [Fact]
    public async Task LoadAsync_ChosenGpuHasPinnedModels_MakesRoomOnTheOther()
    {
        using var repository = Open(gpus: 2);
        await LoadAsync(repository, "pinned", 8, """{ "pinned": true }""");
        await LoadAsync(repository, "idle", 10);

        Assert.Equal("cuda:1", await LoadAsync(repository, "new", 8));

        Assert.Equal((ModelState.Ready, ModelState.Available), (StateOf(repository, "pinned"), StateOf(repository, "idle")));
    }

    [Fact]
    public async Task LoadAsync_NoRoomToBeMadeOnAnyGpu_GoesToTheProcessorsAndUnloadsNothing()
    {
        using var repository = Open(gpus: 1);
        await LoadAsync(repository, "pinned", 8, """{ "pinned": true }""");
        await LoadAsync(repository, "idle", 2);

        Assert.Equal("cpu", await LoadAsync(repository, "new", 8));

        Assert.Equal(ModelState.Ready, StateOf(repository, "idle"));
        Assert.Equal([("cuda:0", 10), ("cpu", 8)], InUse(repository));
        Assert.StartsWith(
            "No GPU has room for version 1 of the model new",
            Assert.Single(_logger.Collector.GetSnapshot(), static record => record.Level == LogLevel.Warning).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_WantsAGpuAndNoneHasRoom_IsRefusedWithTheFiguresOfTheRoomiest()
    {
        using var repository = Open(gpus: 2);
        await LoadAsync(repository, "first", 8, """{ "pinned": true }""");
        await LoadAsync(repository, "second", 6, """{ "pinned": true }""");
        _models.AddScripted("new", 8, """{ "device": "gpu" }""");

        var load = await repository.LoadAsync("new", Cancellation);

        Assert.Equal("The model needs about 12 MB, and of the 16 MB for models on cuda:1 6 MB are taken by models that are pinned or in use.", load.Readiness.Reason);
        Assert.Contains("Models:GpuMemoryShare", load.Readiness.Remedy, StringComparison.Ordinal);
        Assert.Equal(2, _runtime.Loads);
    }

    [Fact]
    public async Task LoadAsync_NoRoomAnywhere_IsRefusedWithTheFiguresOfBoth()
    {
        using var repository = Open(gpus: 1, megabytes: 10);
        await LoadAsync(repository, "pinned", 8, """{ "pinned": true }""");
        _models.AddScripted("new", 8);

        var load = await repository.LoadAsync("new", Cancellation);

        Assert.Contains("16 MB for models on cuda:0 8 MB are taken", load.Readiness.Reason, StringComparison.Ordinal);
        Assert.Contains("10 MB for models on the processors 0 MB are taken", load.Readiness.Reason, StringComparison.Ordinal);
        Assert.Contains("Models:GpuMemoryShare", load.Readiness.Remedy, StringComparison.Ordinal);
        Assert.Contains("Models:MemoryMegabytes", load.Readiness.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_RuntimeFallsBack_CountsWhereTheModelIs()
    {
        _runtime.FindsGpusUnusable = true;
        using var repository = Open(gpus: 1);

        Assert.Equal("cpu", await LoadAsync(repository, "first", 8));
        Assert.Equal([("cuda:0", 0), ("cpu", 8)], InUse(repository));

        _models.AddScripted("second", 2, """{ "device": "gpu" }""");
        Assert.Contains("wants a GPU", (await repository.LoadAsync("second", Cancellation)).Readiness.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_runtime.Loads, _runtime.Alive));
    }

    [Fact]
    public async Task LoadAsync_RuntimeFallsBackForAModelThatWantsAGpu_IsRefused()
    {
        _runtime.FindsGpusUnusable = true;
        using var repository = Open(gpus: 1);
        _models.AddScripted("model", 8, """{ "device": "gpu" }""");

        Assert.Contains("wants a GPU", (await repository.LoadAsync("model", Cancellation)).Readiness.Reason, StringComparison.Ordinal);

        Assert.Equal(0, _runtime.Alive);
        Assert.Equal([("cuda:0", 0), ("cpu", 0)], InUse(repository));
    }

    [Fact]
    public async Task LoadAsync_DevicesFilled_DoNotTakeFromEachOther()
    {
        using var repository = Open(gpus: 1, megabytes: 16);

        Assert.Equal("cpu", await LoadAsync(repository, "host", 10, """{ "device": "cpu", "pinned": true }"""));
        Assert.Equal("cuda:0", await LoadAsync(repository, "gpu", 10, """{ "pinned": true }"""));
        Assert.Equal("cpu", await LoadAsync(repository, "host2", 4, """{ "device": "cpu" }"""));
        Assert.Equal("cuda:0", await LoadAsync(repository, "gpu2", 4));

        Assert.Equal([("cuda:0", 14), ("cpu", 14)], InUse(repository));
        Assert.Equal(4, _runtime.Alive);
    }

    [Fact]
    public async Task LoadAsync_MeasuredOnADevice_IsExpectedToTakeThatThereAgain()
    {
        using var repository = Open(gpus: 2);
        _runtime.BytesPerByte = 3;
        Assert.Equal("cuda:0", await LoadAsync(repository, "model", 4));
        var file = repository.Find("model")!.Served.Default!.File;
        await repository.Find("model")!.UnloadAsync(Cancellation);

        Assert.Equal([12, 6, 6], repository.Ledgers.All.Select(ledger => (int)(ledger.Expect(file) / Megabyte)));
        _runtime.BytesPerByte = 1;
        await LoadAsync(repository, "pinned", 6, """{ "pinned": true }""");
        await LoadAsync(repository, "larger", 7, """{ "pinned": true }""");
        Assert.Equal("cuda:1", (await repository.LoadAsync("model", Cancellation)).Model!.Session.Device);
    }

    [Fact]
    public async Task LoadAsync_DeviceDoesNotTellWhatIsUsed_CountsWhatTheFileLetsExpect()
    {
        using var repository = Open(gpus: 1, readUsed: static _ => null);
        _models.AddScripted("model", 4);

        var load = await repository.LoadAsync("model", Cancellation);

        Assert.Equal(("cuda:0", 6), (load.Model!.Session.Device, load.Model.MemoryBytes / Megabyte));
        Assert.Equal([("cuda:0", 6), ("cpu", 0)], InUse(repository));
    }

    [Fact]
    public async Task UnloadAsync_ModelOnAGpu_GivesItsRoomBack()
    {
        using var repository = Open(gpus: 1);
        await LoadAsync(repository, "model", 8);

        await repository.Find("model")!.UnloadAsync(Cancellation);

        Assert.Equal([("cuda:0", 0), ("cpu", 0)], InUse(repository));
        Assert.Equal(16, repository.Ledgers.All[0].Room / Megabyte);
    }

    [Fact]
    public async Task Metrics_Devices_AreShownWithWhatModelsTakeAndMayTake()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var limits = new MetricCollector<long>(meters, Diagnostics.MeterName, "workergrains.model.memory.limit");
        using var used = new MetricCollector<long>(meters, Diagnostics.MeterName, "workergrains.model.memory.used");
        using var repository = Open(gpus: 1, megabytes: 10, meters: meters);
        await LoadAsync(repository, "model", 8);

        limits.RecordObservableInstruments();
        used.RecordObservableInstruments();

        Assert.Equal([("cuda:0", 16), ("cpu", 10)], Figures(limits));
        Assert.Equal([("cuda:0", 8), ("cpu", 0)], Figures(used));
    }

    private static IEnumerable<(string, long)> Figures(MetricCollector<long> collector) =>
        collector.GetMeasurementSnapshot().Select(static one => ((string)one.Tags["device"]!, one.Value / Megabyte));

    private static IEnumerable<(string, long)> InUse(ModelRepository repository) =>
        repository.Ledgers.All.Select(static ledger => (ledger.Device.Id, ledger.InUse / Megabyte));

    private static ModelState StateOf(ModelRepository repository, string name) => repository.Find(name)!.ToStatus().State;

    private static void Use(ModelRepository repository, string name, int times)
    {
        for (var i = 0; i < times; i++)
        {
            repository.Find(name)!.Touch();
        }
    }

    private ModelRepository Open(int gpus, int megabytes = 100, Func<Device, long?>? readUsed = null, IMeterFactory? meters = null)
    {
        var devices = TestDevices.Create(new ScriptedDevices([.. Enumerable.Range(0, gpus).Select(static index => TestDevices.Gpu(index, memoryBytes: 20 * Megabyte))]), hasCuda: true);
        var options = _models.Options(options => (options.MemoryMegabytes, options.GpuMemoryShare) = (megabytes, 0.8));
        return TemporaryModels.OpenWith(options, time: null, devices, TestDevices.LedgersOf(devices, options, readUsed ?? (device => _runtime.UsedOn(device)), meters), _logger, _runtime);
    }

    /// <summary>Installs a model and loads it.</summary>
    /// <returns>The device that it is on.</returns>
    private async Task<string> LoadAsync(ModelRepository repository, string name, int megabytes, string settings = "{}")
    {
        _models.AddScripted(name, megabytes, settings);
        var load = await repository.LoadAsync(name, Cancellation);
        Assert.True(load.IsReady, load.Readiness.Reason);
        Assert.Equal(megabytes * _runtime.BytesPerByte, load.Model.MemoryBytes / Megabyte);
        return load.Model.Session.Device;
    }
}
