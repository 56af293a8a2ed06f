using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One SELECT, and the tables that it is about: one as the raw body, or several by name.</summary>
[OneFormOf("data", "tables")]
public sealed record QueryTable
{
    /// <summary>One table; the SQL calls it <c>data</c>.</summary>
    [Description("One table in any of the formats; the SQL calls it data.")]
    [TableBody]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The format of <see cref="Data"/>; told from the content when it is not given.</summary>
    [Description("The format of data; told from the content when it is not given.")]
    public TableFormat? DataFormat { get; init; }

    /// <summary>Tables by name.</summary>
    [Description("Tables by name."), Length(1, 32)]
    public IReadOnlyList<TableInput>? Tables { get; init; }

    /// <summary>One SELECT statement in DuckDB's SQL.</summary>
    [Description("One SELECT statement in DuckDB's SQL."), TextLength(1, 50_000)]
    public required string Sql { get; init; }

    /// <summary>How the answer is written. A reader of a stream gets the rows of JSON and NDJSON one by one.</summary>
    [Description("How the answer is written. A stream has the rows of json and ndjson one by one.")]
    public TableResultFormat Format { get; init; }

    /// <summary>Cut the answer after so many rows instead of refusing one that is too large.</summary>
    [Description("Cut the answer after so many rows instead of refusing one that is too large."), Range(1, 10_000_000)]
    public int? MaxRows { get; init; }

    /// <summary>Whether texts in a CSV that a spreadsheet would take for a formula get an apostrophe in front.</summary>
    [Description("Whether texts in a CSV that a spreadsheet would take for a formula get an apostrophe in front.")]
    public bool EscapeFormulas { get; init; }
}
