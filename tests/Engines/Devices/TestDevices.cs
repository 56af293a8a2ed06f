using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Tests.Engines.Devices;

/// <summary>Catalogs of devices as the test says.</summary>
internal static class TestDevices
{
    /// <summary>A GPU as the driver would report it.</summary>
    public static Device Gpu(int index) => new(index, DeviceKind.Cuda, "NVIDIA Test", $"GPU-{index}", MemoryBytes: 1024L * 1024 * 1024, IsSimulated: false);

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
            new DeviceInstruments(meters ?? new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()),
            time ?? TimeProvider.System,
            logger ?? NullLogger<DeviceCatalog>.Instance);
    }

    /// <summary>ONNX Runtime's way to a catalog's GPU.</summary>
    public static OnnxAccelerator OnnxOn(DeviceCatalog devices, ILogger<OnnxAccelerator>? logger = null) =>
        new(devices, Options.Create(new OnnxOptions()), logger ?? NullLogger<OnnxAccelerator>.Instance);
}
