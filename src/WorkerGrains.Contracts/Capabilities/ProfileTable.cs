using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A table to describe: as the raw body, or with what is known of it.</summary>
[OneFormOf("data", "table")]
public sealed record ProfileTable
{
    /// <summary>The table.</summary>
    [Description("The table in any of the formats.")]
    [TableBody]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The format of <see cref="Data"/>; told from the content when it is not given.</summary>
    [Description("The format of data; told from the content when it is not given.")]
    public TableFormat? DataFormat { get; init; }

    /// <summary>The table with what is known of it.</summary>
    [Description("The table with what is known of it.")]
    public TableInput? Table { get; init; }

    /// <summary>The columns to describe; all when not given.</summary>
    [Description("The columns to describe; all when not given."), Length(1, 1000)]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many of the most frequent values to give for each column.</summary>
    [Description("How many of the most frequent values to give for each column."), Range(0, 100)]
    public int TopValues { get; init; } = 10;

    /// <summary>How many bins the histogram of a column of numbers has; 0 for none.</summary>
    [Description("How many bins the histogram of a column of numbers has; 0 for none."), Range(0, 100)]
    public int Bins { get; init; } = 10;
}
