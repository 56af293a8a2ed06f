using System.ComponentModel;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The answer to a query: rows, text or bytes, as its format was asked for.</summary>
public sealed record TableResult
{
    /// <summary>The columns, in order.</summary>
    [Description("The columns, in order.")]
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>How many rows the answer has.</summary>
    [Description("How many rows the answer has.")]
    public required long RowCount { get; init; }

    /// <summary>Whether there were more rows than <see cref="QueryTable.MaxRows"/>.</summary>
    [Description("Whether there were more rows than maxRows.")]
    public bool Truncated { get; init; }

    /// <summary>The rows, for JSON: the values of each in the order of the columns.</summary>
    /// <remarks>Bytes are base64; dates, times and what JSON has no number for (NaN, infinities) are texts.</remarks>
    [Description("The rows, for json: the values of each in the order of the columns. Bytes are base64; dates, NaN and infinities are texts.")]
    public IReadOnlyList<IReadOnlyList<JsonElement>>? Rows { get; init; }

    /// <summary>The answer, for NDJSON and CSV.</summary>
    [Description("The answer, for ndjson and csv.")]
    public string? Text { get; init; }

    /// <summary>The answer, for Parquet and Arrow.</summary>
    [Description("The answer, for parquet and arrow, as base64.")]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The media type of <see cref="Text"/> or <see cref="Data"/>.</summary>
    [Description("The media type of text or data.")]
    public string? MediaType { get; init; }
}
