using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Engines.Devices;

/// <summary>What this silo computes on: its processors, and its GPUs if it has any.</summary>
/// <remarks>Found once, when the silo starts. Thread-safe.</remarks>
public sealed partial class DeviceCatalog
{
    private readonly IDeviceSource _source;
    private readonly TimeProvider _time;
    private readonly TimeSpan _figuresPeriod;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ImmutableArray<DeviceStatus> _statuses;
    private long _readAt;

    internal DeviceCatalog(
        IDeviceSource source, bool hasCuda, IOptions<DeviceOptions> options, DeviceInstruments instruments, TimeProvider time, ILogger<DeviceCatalog> logger)
    {
        _source = source;
        _time = time;
        _figuresPeriod = options.Value.FiguresPeriod;
        _logger = logger;
        var found = source.List();
        Cpu = new Device(
            0,
            DeviceKind.Cpu,
            $"{Environment.ProcessorCount} processors ({RuntimeInformation.ProcessArchitecture})",
            Uuid: null,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            IsSimulated: false);
        Devices = [Cpu, .. found, .. options.Value.Simulated.Select(static (simulated, index) =>
            new Device(index, DeviceKind.Cuda, simulated.Name, Uuid: null, simulated.MemoryBytes, IsSimulated: true))];
        ForModels = hasCuda ? [.. found, Cpu] : [Cpu];
        instruments.Observe(Read);
        Announce(found, hasCuda);
    }

    /// <summary>All of them, the processors first.</summary>
    public IReadOnlyList<Device> Devices { get; }

    /// <summary>The processors, all together.</summary>
    public Device Cpu { get; }

    /// <summary>The first accelerator, a simulated one if there is no other; <see langword="null"/> when there is none.</summary>
    public Device? Accelerator => Devices.FirstOrDefault(static device => device.IsAccelerator);

    /// <summary>The devices that models run on: the GPUs where this build can use them, and last the processors. Never a simulated one.</summary>
    public IReadOnlyList<Device> ForModels { get; }

    /// <summary>Whether a device is an accelerator, by its id.</summary>
    public bool IsAccelerator(string id) => Devices.Any(device => device.IsAccelerator && device.Id == id);

    /// <summary>The devices with figures that are at most as old as the options allow.</summary>
    public ImmutableArray<DeviceStatus> Read()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            if (_statuses.IsDefault || _time.GetElapsedTime(_readAt, now) >= _figuresPeriod)
            {
                _statuses = [.. Devices.Select(StatusOf)];
                _readAt = now;
            }

            return _statuses;
        }
    }

    /// <summary>How much memory of one of <see cref="Devices"/> is in use at this moment, in bytes; <see langword="null"/> where the device does not tell.</summary>
    internal long? ReadMemoryUsed(Device device) => ReadFigures(device).MemoryUsedBytes;

    private DeviceFigures ReadFigures(Device device) =>
        device.Kind == DeviceKind.Cpu ? new DeviceFigures(Environment.WorkingSet, Utilization: null, TemperatureCelsius: null)
        : device.IsSimulated ? default
        : _source.Read(device);

    private DeviceStatus StatusOf(Device device)
    {
        var figures = ReadFigures(device);
        return new DeviceStatus(device.Id, device.Kind, device.Name, device.Uuid, device.MemoryBytes, device.IsSimulated)
        {
            MemoryUsedBytes = figures.MemoryUsedBytes,
            Utilization = figures.Utilization,
            TemperatureCelsius = figures.TemperatureCelsius,
        };
    }

    private void Announce(IReadOnlyList<Device> found, bool hasCuda)
    {
        foreach (var device in Devices.Where(static device => device.IsAccelerator))
        {
            LogDevice(device.Id, device.Name, device.MemoryBytes / (1024 * 1024));
        }

        if (hasCuda && found.Count == 0)
        {
            LogNoGpu();
        }
        else if (!hasCuda && found.Count > 0)
        {
            LogGpuUnused();
        }
    }

    [LoggerMessage(LogLevel.Information, "This silo has {Device}, {Name} with {Mebibytes} MiB.")]
    private partial void LogDevice(string device, string name, long mebibytes);

    [LoggerMessage(LogLevel.Warning, "This silo was built for CUDA, but finds no NVIDIA GPU or no driver: models run on its processors.")]
    private partial void LogNoGpu();

    [LoggerMessage(LogLevel.Warning, "This silo was built for processors and does not use its GPU. Build it with -p:Accelerator=cuda to run models there.")]
    private partial void LogGpuUnused();
}
