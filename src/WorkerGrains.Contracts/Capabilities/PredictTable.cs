using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Rows for a model: as the raw body, as objects in JSON, or as a table with what is known of it.</summary>
/// <remarks>Columns are found by their names, upper and lower case being the same; their order does not matter.</remarks>
[OneFormOf("data", "table", "rows")]
public sealed record PredictTable
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

    /// <summary>The rows, each an object with a member for each column.</summary>
    [Description("The rows, each an object with a member for each column."), Length(1, 100_000)]
    public IReadOnlyList<JsonElement>? Rows { get; init; }
}
