using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Models.Ledgers;

namespace WorkerGrains.Tests.Engines.Devices;

/// <summary>Catalogs of devices as the test says.</summary>
internal static class TestDevices
{
    /// <summary>The processors of this machine.</summary>
    public static Device Processors { get; } = Create().Cpu;

    /// <summary>A GPU as the driver would report it.</summary>
    public static Device Gpu(int index, long memoryBytes = 1024L * 1024 * 1024) => new(index, DeviceKind.Cuda, "NVIDIA Test", $"GPU-{index}", memoryBytes, IsSimulated: false);

    /// <summary>The catalog of a silo.</summary>
    /// <param name="source">What the driver reports; nothing when left out.</param>
    /// <param name="hasCuda">Whether the build is one for CUDA.</param>
    /// <param name="simulated">The names of simulated devices.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">What it says when it starts.</param>
    /// <param name="meters">Where its figures are shown.</param>
    public static DeviceCatalog Create(
        IDeviceSource? source = null,
        bool hasCuda = false,
        IEnumerable<string>? simulated = null,
        TimeProvider? time = null,
        ILogger<DeviceCatalog>? logger = null,
        IMeterFactory? meters = null)
    {
        var options = new DeviceOptions();
        foreach (var name in simulated ?? [])
        {
            options.Simulated.Add(new SimulatedDeviceOptions { Name = name });
        }

        return new DeviceCatalog(
            source ?? new ScriptedDevices(),
            hasCuda,
            Options.Create(options),
            new DeviceInstruments(meters ?? CreateMeters()),
            time ?? TimeProvider.System,
            logger ?? NullLogger<DeviceCatalog>.Instance);
    }

    /// <summary>The ledgers of a catalog's devices.</summary>
    /// <param name="devices">The catalog.</param>
    /// <param name="options">What the models may take.</param>
    /// <param name="readUsed">What a device says is used of its memory.</param>
    /// <param name="meters">Where the figures are shown.</param>
    public static MemoryLedgers LedgersOf(
        DeviceCatalog devices, IOptions<ModelRepositoryOptions> options, Func<Device, long?> readUsed, IMeterFactory? meters = null) =>
        new(devices, options, readUsed, new LedgerInstruments(meters ?? CreateMeters()));

    private static IMeterFactory CreateMeters() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
