using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A column of an answer.</summary>
public sealed record TableColumn
{
    /// <summary>The name.</summary>
    [Description("The name.")]
    public required string Name { get; init; }

    /// <summary>The type in DuckDB's SQL.</summary>
    [Description("The type in DuckDB's SQL, for example BIGINT or VARCHAR[].")]
    public required string Type { get; init; }
}
