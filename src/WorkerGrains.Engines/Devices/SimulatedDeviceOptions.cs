using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Devices;

/// <summary>A GPU that is not there.</summary>
public sealed class SimulatedDeviceOptions
{
    /// <summary>The name it is shown with.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string Name { get; set; } = "Simulated GPU";

    /// <summary>The memory that it is said to have, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MemoryBytes { get; set; } = 16L * 1024 * 1024 * 1024;
}
