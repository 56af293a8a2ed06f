namespace WorkerGrains.Engines.Devices;

/// <summary>NVIDIA's GPUs, as far as this process may see them.</summary>
internal sealed class NvmlDevices : IDeviceSource, IDisposable
{
    private readonly Nvml? _nvml;
    private readonly Dictionary<Device, nint> _handles = [];

    public NvmlDevices()
        : this(Nvml.TryOpen(out var nvml) ? nvml : null, Environment.GetEnvironmentVariable(CudaVisibility.Variable))
    {
    }

    internal NvmlDevices(Nvml? nvml, string? visible)
    {
        _nvml = nvml;
        foreach (var (handle, device) in CudaVisibility.Select(nvml?.ListDevices() ?? [], visible, static entry => entry.Device.Uuid))
        {
            _handles.Add(device with { Index = _handles.Count }, handle);
        }
    }

    public IReadOnlyList<Device> List() => [.. _handles.Keys];

    public DeviceFigures Read(Device device) => _nvml!.Read(_handles[device]);

    public void Dispose() => _nvml?.Dispose();
}
