using System.Text.Json;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One device of a silo, as the silo last reported it; what is not known is <see langword="null"/>.</summary>
/// <param name="Id">What it is called where work is said to have run.</param>
/// <param name="Kind"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Uuid">Which one of its kind it is.</param>
/// <param name="Simulated">Whether it is a pretence for tests and demonstrations.</param>
/// <param name="MemoryBytes">The memory it has.</param>
/// <param name="MemoryUsedBytes">The memory in use, by whichever program for a GPU and by the silo for its processors.</param>
/// <param name="Utilization">The share of the last moment in which it computed, 0 to 1.</param>
/// <param name="TemperatureCelsius">How hot it is.</param>
internal sealed record DeviceView(
    string Id, string Kind, string Name, string? Uuid, bool Simulated, long MemoryBytes, long? MemoryUsedBytes, double? Utilization, int? TemperatureCelsius)
{
    public static DeviceView Of(DeviceStatus device) => new(
        device.Id,
        JsonNamingPolicy.CamelCase.ConvertName(device.Kind.ToString()),
        device.Name,
        device.Uuid,
        device.IsSimulated,
        device.MemoryBytes,
        device.MemoryUsedBytes,
        device.Utilization,
        device.TemperatureCelsius);
}
