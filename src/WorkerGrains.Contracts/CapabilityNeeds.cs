namespace WorkerGrains.Contracts;

/// <summary>What a silo must have to offer a capability.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.CapabilityNeeds")]
public sealed record CapabilityNeeds
{
    /// <summary>Nothing in particular.</summary>
    public static CapabilityNeeds Nothing { get; } = new();

    /// <summary>Whether an accelerator is wanted.</summary>
    [Id(0)]
    public AcceleratorNeed Accelerator { get; init; }

    /// <summary>The memory it takes while it runs, in bytes; zero when negligible.</summary>
    [Id(1)]
    public long MemoryBytes { get; init; }

    /// <summary>A program that must be installed, by the name it is started with; <see langword="null"/> for none.</summary>
    [Id(2)]
    public string? Program { get; init; }
}
