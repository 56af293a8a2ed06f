namespace WorkerGrains.Tables.Protocol;

/// <summary>One request: tables, and a query or a profile of them.</summary>
internal sealed record TableWork
{
    public required TableLimits Limits { get; init; }

    public required IReadOnlyList<TableFile> Files { get; init; }

    public QueryWork? Query { get; init; }

    public ProfileWork? Profile { get; init; }
}
