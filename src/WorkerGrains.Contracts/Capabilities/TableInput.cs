using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A table that comes with a request, as text or as bytes.</summary>
[OneFormOf("text", "data")]
public sealed record TableInput
{
    /// <summary>The name that the SQL uses.</summary>
    [Description("The name that the SQL uses; quote it there when it is no plain word."), TextLength(1, 64)]
    public string Name { get; init; } = "data";

    /// <summary>The table, when it is text: CSV, TSV, JSON or NDJSON.</summary>
    [Description("The table, when it is text: CSV, TSV, JSON or NDJSON.")]
    public string? Text { get; init; }

    /// <summary>The table in any format.</summary>
    [Description("The table in any format, as base64.")]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The format; told from the content when it is not given.</summary>
    [Description("The format; told from the content when it is not given.")]
    public TableFormat? Format { get; init; }

    /// <summary>What separates the values of a CSV; found out when it is not given.</summary>
    [Description("What separates the values of a CSV; found out when it is not given."), TextLength(1, 1)]
    public string? Delimiter { get; init; }

    /// <summary>Whether the first line of a CSV or TSV names the columns; found out when it is not given.</summary>
    [Description("Whether the first line of a CSV or TSV names the columns; found out when it is not given.")]
    public bool? Header { get; init; }
}
