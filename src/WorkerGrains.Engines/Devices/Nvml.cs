using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Engines.Devices;

/// <summary>NVIDIA's management library, which comes with the driver and knows the GPUs of the machine.</summary>
/// <remarks>
/// Found at run time, because machines without a GPU do not have it and that is nothing to speak of. Thread-safe, as the library is.
/// Source: NVML API Reference Guide, "Initialization and Cleanup" and "Device Queries".
/// </remarks>
internal sealed unsafe class Nvml : IDisposable
{
    private const int Success = 0;
    private const uint TemperatureOfTheGpu = 0;
    private const int TextLength = 96;

    private readonly nint _library;
    private readonly delegate* unmanaged<int> _shutdown;
    private readonly delegate* unmanaged<uint*, int> _getCount;
    private readonly delegate* unmanaged<uint, nint*, int> _getHandle;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _getName;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _getUuid;
    private readonly delegate* unmanaged<nint, MemoryUse*, int> _getMemory;
    private readonly delegate* unmanaged<nint, Use*, int> _getUtilization;
    private readonly delegate* unmanaged<nint, uint, uint*, int> _getTemperature;
    private bool _isDisposed;

    private Nvml(nint library)
    {
        _library = library;
        _shutdown = (delegate* unmanaged<int>)Export("nvmlShutdown");
        _getCount = (delegate* unmanaged<uint*, int>)Export("nvmlDeviceGetCount_v2");
        _getHandle = (delegate* unmanaged<uint, nint*, int>)Export("nvmlDeviceGetHandleByIndex_v2");
        _getName = (delegate* unmanaged<nint, byte*, uint, int>)Export("nvmlDeviceGetName");
        _getUuid = (delegate* unmanaged<nint, byte*, uint, int>)Export("nvmlDeviceGetUUID");
        _getMemory = (delegate* unmanaged<nint, MemoryUse*, int>)Export("nvmlDeviceGetMemoryInfo");
        _getUtilization = (delegate* unmanaged<nint, Use*, int>)Export("nvmlDeviceGetUtilizationRates");
        _getTemperature = (delegate* unmanaged<nint, uint, uint*, int>)Export("nvmlDeviceGetTemperature");
    }

    /// <summary>Opens the library of this machine's driver.</summary>
    public static bool TryOpen([NotNullWhen(true)] out Nvml? nvml) => TryOpen(OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1", out nvml);

    /// <summary>Opens a library by name. False when there is none, when it is too old, or when it finds no driver.</summary>
    public static bool TryOpen(string name, [NotNullWhen(true)] out Nvml? nvml)
    {
        nvml = null;
        if (!NativeLibrary.TryLoad(name, out var library))
        {
            return false;
        }

        try
        {
            var opened = new Nvml(library);
            if (((delegate* unmanaged<int>)opened.Export("nvmlInit_v2"))() == Success)
            {
                nvml = opened;
                return true;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // Too old to have what is asked of it.
        }

        NativeLibrary.Free(library);
        return false;
    }

    /// <summary>The GPUs of the machine, in the order of their places on its bus. One that does not answer is left out.</summary>
    public IReadOnlyList<(nint Handle, Device Device)> ListDevices()
    {
        uint count;
        if (_getCount(&count) != Success)
        {
            return [];
        }

        var devices = new List<(nint, Device)>();
        for (uint index = 0; index < count; index++)
        {
            nint handle;
            MemoryUse memory;
            if (_getHandle(index, &handle) == Success && _getMemory(handle, &memory) == Success)
            {
                devices.Add((handle, new Device((int)index, DeviceKind.Cuda, Text(_getName, handle) ?? "NVIDIA GPU", Text(_getUuid, handle), (long)memory.Total, IsSimulated: false)));
            }
        }

        return devices;
    }

    /// <summary>How a GPU is doing.</summary>
    public DeviceFigures Read(nint handle)
    {
        MemoryUse memory;
        Use use;
        uint temperature;
        return new DeviceFigures(
            _getMemory(handle, &memory) == Success ? (long)memory.Used : null,
            _getUtilization(handle, &use) == Success ? use.Gpu / 100.0 : null,
            _getTemperature(handle, TemperatureOfTheGpu, &temperature) == Success ? (int)temperature : null);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _ = _shutdown();
            NativeLibrary.Free(_library);
        }
    }

    private static string? Text(delegate* unmanaged<nint, byte*, uint, int> get, nint handle)
    {
        var text = stackalloc byte[TextLength];
        return get(handle, text, TextLength) == Success ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)) : null;
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryUse
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Use
    {
        public uint Gpu;
        public uint Memory;
    }
}
