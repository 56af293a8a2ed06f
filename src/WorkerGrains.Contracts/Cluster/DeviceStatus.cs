namespace WorkerGrains.Contracts.Cluster;

/// <summary>One device of a silo, as the silo last reported it.</summary>
/// <param name="Id">What it is called where work is said to have run: <c>cpu</c>, <c>cuda:0</c>, <c>simulated:0</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Uuid">Which one of its kind it is; <see langword="null"/> where nothing says so.</param>
/// <param name="MemoryBytes">The memory it has.</param>
/// <param name="IsSimulated">Whether it is a pretence for tests and demonstrations: nothing computes on it.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.DeviceStatus")]
public sealed record DeviceStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] DeviceKind Kind,
    [property: Id(2)] string Name,
    [property: Id(3)] string? Uuid,
    [property: Id(4)] long MemoryBytes,
    [property: Id(5)] bool IsSimulated)
{
    /// <summary>The memory in use, by whichever program for a GPU and by the silo for its processors; <see langword="null"/> when unknown.</summary>
    [Id(6)]
    public long? MemoryUsedBytes { get; init; }

    /// <summary>The share of the last moment in which it computed, 0 to 1; <see langword="null"/> when unknown.</summary>
    [Id(7)]
    public double? Utilization { get; init; }

    /// <summary>How hot it is, in degrees Celsius; <see langword="null"/> when unknown.</summary>
    [Id(8)]
    public int? TemperatureCelsius { get; init; }
}
