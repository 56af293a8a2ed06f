namespace WorkerGrains.Engines.Devices;

/// <summary>Knows the accelerators of this machine.</summary>
/// <remarks>Thread-safe. The container that made it disposes of it.</remarks>
internal interface IDeviceSource
{
    /// <summary>Those that this process may use, counted as engines count them; none is an ordinary answer.</summary>
    IReadOnlyList<Device> List();

    /// <summary>How one of them is doing.</summary>
    DeviceFigures Read(Device device);
}
