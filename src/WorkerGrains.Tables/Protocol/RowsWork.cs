namespace WorkerGrains.Tables.Protocol;

/// <summary>Columns to read from the one table of a request, as an Arrow stream with these columns in this order.</summary>
internal sealed record RowsWork
{
    public required IReadOnlyList<WantedColumn> Columns { get; init; }

    /// <summary>The most rows that the table may have.</summary>
    public required int MaxRows { get; init; }
}
