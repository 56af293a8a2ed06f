using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Devices;

public sealed class NvmlTests
{
    [Fact]
    public void TryOpen_NoSuchLibrary_IsQuietlyFalse() => Assert.False(Nvml.TryOpen("no-such-library", out _));

    [Fact]
    public void TryOpen_LibraryOfAnotherKind_IsQuietlyFalse() =>
        Assert.False(Nvml.TryOpen(OperatingSystem.IsWindows() ? "kernel32.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6", out _));

    [Fact]
    public void List_ThisMachine_HasNamesUuidsAndMemoryWhereThereIsAGpu()
    {
        using var devices = new NvmlDevices();

        Assert.All(devices.List(), device =>
        {
            Assert.NotEmpty(device.Name);
            Assert.StartsWith("GPU-", device.Uuid, StringComparison.Ordinal);
            Assert.InRange(devices.Read(device).MemoryUsedBytes!.Value, 0, device.MemoryBytes);
        });
    }
}
