using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Devices;

/// <summary>A driver that reports what the test says and counts how often it is asked.</summary>
internal sealed class ScriptedDevices(params Device[] devices) : IDeviceSource
{
    public DeviceFigures Figures { get; set; } = new(MemoryUsedBytes: 5, Utilization: 0.25, TemperatureCelsius: 40);

    public int Reads { get; private set; }

    public IReadOnlyList<Device> List() => devices;

    public DeviceFigures Read(Device device)
    {
        Reads++;
        return Figures;
    }
}
