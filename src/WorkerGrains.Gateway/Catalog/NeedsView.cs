using System.Text.Json;
using WorkerGrains.Contracts;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>What a silo must have to offer a capability.</summary>
/// <param name="Accelerator"><c>none</c>, <c>preferred</c> or <c>required</c>.</param>
/// <param name="MemoryBytes">The memory it takes while it runs; zero when negligible.</param>
/// <param name="Program">A program that must be installed, if any.</param>
internal sealed record NeedsView(string Accelerator, long MemoryBytes, string? Program)
{
    public static NeedsView Of(CapabilityNeeds needs) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(needs.Accelerator.ToString()), needs.MemoryBytes, needs.Program);
}
