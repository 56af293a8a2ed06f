using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tables.Protocol;

/// <summary>A query, and how its answer is written.</summary>
internal sealed record QueryWork
{
    public required string Sql { get; init; }

    public TableResultFormat Format { get; init; }

    public int? MaxRows { get; init; }

    public bool EscapeFormulas { get; init; }

    /// <summary>The longest row where they are sent while the query runs, as JSON objects; <see langword="null"/> where the answer is sent whole.</summary>
    public int? MaxRowBytes { get; init; }
}
