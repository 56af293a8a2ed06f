namespace WorkerGrains.Tables.Protocol;

/// <summary>What one request may take and give.</summary>
internal sealed record TableLimits
{
    public required long MemoryBytes { get; init; }

    public required int Threads { get; init; }

    public required long MaxRows { get; init; }

    public required int MaxColumns { get; init; }

    public required int MaxValueBytes { get; init; }

    public required int MaxResultRows { get; init; }

    public required int MaxResultBytes { get; init; }
}
