using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a table holds.</summary>
public sealed record TableProfile
{
    /// <summary>How many rows the table has.</summary>
    [Description("How many rows the table has.")]
    public required long RowCount { get; init; }

    /// <summary>Whether distinct counts and quantiles are exact; of large tables they are estimates, most within a few per cent.</summary>
    [Description("Whether distinct counts and quantiles are exact; of tables with more than a million rows they are estimates.")]
    public required bool IsExact { get; init; }

    /// <summary>The columns, in order.</summary>
    [Description("The columns, in order.")]
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }
}
