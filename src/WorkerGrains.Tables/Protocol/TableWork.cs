namespace WorkerGrains.Tables.Protocol;

/// <summary>One request: tables, and a query, a profile or the rows of them.</summary>
internal sealed record TableWork
{
    public required TableLimits Limits { get; init; }

    public required IReadOnlyList<TableFile> Files { get; init; }

    public QueryWork? Query { get; init; }

    public ProfileWork? Profile { get; init; }

    public RowsWork? Rows { get; init; }
}
