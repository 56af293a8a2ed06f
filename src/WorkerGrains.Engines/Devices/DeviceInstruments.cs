using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Engines.Devices;

/// <summary>The metrics of accelerators. Their names and tags are in this file and nowhere else.</summary>
/// <remarks>Processors are left to the runtime's own metrics.</remarks>
internal sealed class DeviceInstruments(IMeterFactory meters)
{
    /// <summary>Shows what is read whenever somebody looks.</summary>
    public void Observe(Func<ImmutableArray<DeviceStatus>> read)
    {
        var meter = meters.Create(Diagnostics.MeterName);
        meter.CreateObservableGauge("workergrains.device.memory.limit", () => Measure<long>(read(), static device => device.MemoryBytes), "By", "Memory that an accelerator has.");
        meter.CreateObservableGauge("workergrains.device.memory.used", () => Measure<long>(read(), static device => device.MemoryUsedBytes), "By", "Memory of an accelerator in use, by whichever program.");
        meter.CreateObservableGauge("workergrains.device.utilization", () => Measure<double>(read(), static device => device.Utilization), "1", "Share of the last moment in which an accelerator computed.");
        meter.CreateObservableGauge("workergrains.device.temperature", () => Measure<int>(read(), static device => device.TemperatureCelsius), "Cel", "How hot an accelerator is.");
    }

    private static IEnumerable<Measurement<T>> Measure<T>(ImmutableArray<DeviceStatus> devices, Func<DeviceStatus, T?> figure)
        where T : struct
    {
        foreach (var device in devices)
        {
            if (device.Kind != DeviceKind.Cpu && figure(device) is { } value)
            {
                yield return new Measurement<T>(value, new KeyValuePair<string, object?>("device", device.Id));
            }
        }
    }
}
