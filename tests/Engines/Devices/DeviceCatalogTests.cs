using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Devices;

public sealed class DeviceCatalogTests
{
    private readonly FakeLogger<DeviceCatalog> _logger = new();

    [Fact]
    public void Devices_NoDriver_AreTheProcessorsAlone()
    {
        var devices = TestDevices.Create(logger: _logger);

        Assert.Equal([devices.Cpu], devices.Devices);
        Assert.Equal([devices.Cpu], devices.ForModels);
        Assert.Equal(("cpu", false), (devices.Cpu.Id, devices.Cpu.IsAccelerator));
        Assert.Null(devices.Accelerator);
        Assert.InRange(devices.Cpu.MemoryBytes, 1, long.MaxValue);
        Assert.Equal(0, _logger.Collector.Count);
    }

    [Fact]
    public void Devices_Simulated_SaySoAndAreNeverComputedOn()
    {
        var devices = TestDevices.Create(hasCuda: true, simulated: ["Test GPU", "Other"]);

        Assert.Equal(["cpu", "simulated:0", "simulated:1"], devices.Devices.Select(static device => device.Id));
        Assert.Equal("simulated:0", devices.Accelerator?.Id);
        Assert.Equal([devices.Cpu], devices.ForModels);
        Assert.Null(devices.ReadMemoryUsed(devices.Devices[1]));
        Assert.Equal([false, true, true], devices.Read().Select(static device => device.IsSimulated));
        Assert.Null(devices.Read()[1].Utilization);
    }

    [Theory]
    [InlineData(true, "cuda:0 cuda:1 cpu")]
    [InlineData(false, "cpu")]
    public void ForModels_GpusFound_AreUsedByABuildForThem(bool hasCuda, string ids)
    {
        var devices = TestDevices.Create(new ScriptedDevices(TestDevices.Gpu(0), TestDevices.Gpu(1)), hasCuda);

        Assert.Equal(ids, string.Join(' ', devices.ForModels));
        Assert.True(devices.IsAccelerator("cuda:1"));
        Assert.False(devices.IsAccelerator("cuda:2"));
        Assert.False(devices.IsAccelerator("cpu"));
    }

    [Fact]
    public void Start_BuildForProcessorsOnAMachineWithAGpu_SaysSo()
    {
        TestDevices.Create(new ScriptedDevices(TestDevices.Gpu(0)), hasCuda: false, logger: _logger);

        Assert.Equal(
            [
                "This silo has cuda:0, NVIDIA Test with 1024 MiB.",
                "This silo was built for processors and does not use its GPU. Build it with -p:Accelerator=cuda to run models there.",
            ],
            _logger.Collector.GetSnapshot().Select(static record => record.Message));
    }

    [Fact]
    public void Start_BuildForCudaWithoutAGpu_SaysSo()
    {
        TestDevices.Create(hasCuda: true, logger: _logger);

        Assert.Equal("This silo was built for CUDA, but finds no NVIDIA GPU or no driver: models run on its processors.", _logger.LatestRecord.Message);
    }

    [Fact]
    public void Read_WithinThePeriod_DoesNotAskAgain()
    {
        var time = new FakeTimeProvider();
        var source = new ScriptedDevices(TestDevices.Gpu(0));
        var devices = TestDevices.Create(source, time: time);

        var first = devices.Read();
        source.Figures = default;
        time.Advance(TimeSpan.FromSeconds(0.9));
        var second = devices.Read();
        time.Advance(TimeSpan.FromSeconds(0.1));
        var third = devices.Read();

        Assert.Equal((5L, 0.25, 40), (first[1].MemoryUsedBytes!.Value, first[1].Utilization!.Value, first[1].TemperatureCelsius!.Value));
        Assert.Equal(first, second);
        Assert.Null(third[1].MemoryUsedBytes);
        Assert.Equal(2, source.Reads);
    }

    [Fact]
    public void ReadMemoryUsed_WithinThePeriod_AsksAgain()
    {
        var source = new ScriptedDevices(TestDevices.Gpu(0));
        var devices = TestDevices.Create(source, time: new FakeTimeProvider());
        devices.Read();

        source.Figures = new DeviceFigures(MemoryUsedBytes: 7, Utilization: null, TemperatureCelsius: null);

        Assert.Equal(7, devices.ReadMemoryUsed(devices.Devices[1]));
        Assert.Equal(5, devices.Read()[1].MemoryUsedBytes);
    }

    [Fact]
    public void Metrics_Accelerators_AreShownWithWhatIsKnown()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var limits = new MetricCollector<long>(meters, Diagnostics.MeterName, "workergrains.device.memory.limit");
        using var temperatures = new MetricCollector<int>(meters, Diagnostics.MeterName, "workergrains.device.temperature");

        TestDevices.Create(new ScriptedDevices(TestDevices.Gpu(0)), simulated: ["Test GPU"], meters: meters);
        limits.RecordObservableInstruments();
        temperatures.RecordObservableInstruments();

        Assert.Equal(["cuda:0", "simulated:0"], limits.GetMeasurementSnapshot().Select(static one => one.Tags["device"]));
        Assert.Equal(("cuda:0", 40), Assert.Single(temperatures.GetMeasurementSnapshot().Select(static one => ((string)one.Tags["device"]!, one.Value))));
    }

    [Fact]
    public void AddDevices_Configuration_NamesSimulatedDevices()
    {
        using var host = Build(("Devices:Simulated:0:Name", "Test GPU"), ("Devices:Simulated:0:MemoryBytes", "1000"));

        var device = host.Services.GetRequiredService<DeviceCatalog>().Devices.Single(static device => device.IsSimulated);

        Assert.Equal(new Device(0, DeviceKind.Cuda, "Test GPU", null, 1000, IsSimulated: true), device);
    }

    [Theory]
    [InlineData("Devices:Simulated:0:Name", "")]
    [InlineData("Devices:Simulated:0:MemoryBytes", "0")]
    [InlineData("Devices:FiguresPeriod", "00:00:00")]
    public async Task AddDevices_OptionOutOfRange_StopsTheStartAndNamesIt(string option, string value)
    {
        using var host = Build((option, value));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(option.Split(':')[^1], exception.Message, StringComparison.Ordinal);
    }

    private static IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddDevices().AddDevices();
        return builder.Build();
    }
}
