using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Engines.Devices;

/// <summary>Something that a silo computes on.</summary>
/// <param name="Index">Its number among the devices of its kind.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Uuid">Which one of its kind it is; <see langword="null"/> where nothing says so.</param>
/// <param name="MemoryBytes">The memory it has.</param>
/// <param name="IsSimulated">Whether it is a pretence for tests and demonstrations: nothing computes on it.</param>
public sealed record Device(int Index, DeviceKind Kind, string Name, string? Uuid, long MemoryBytes, bool IsSimulated)
{
    /// <summary>The id of every silo's processors.</summary>
    public const string CpuId = "cpu";

    /// <summary>What it is called wherever it is named. A simulated one says so itself, so that nobody takes it for a real one.</summary>
    public string Id => Kind == DeviceKind.Cpu ? CpuId : $"{(IsSimulated ? "simulated" : "cuda")}:{Index}";

    /// <summary>Whether it is faster at models than processors are.</summary>
    public bool IsAccelerator => Kind != DeviceKind.Cpu;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
