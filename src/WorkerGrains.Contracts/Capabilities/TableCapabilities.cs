using System.Globalization;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on tables.</summary>
public static class TableCapabilities
{
    /// <summary>The failure codes that all declare.</summary>
    private static readonly CapabilityError[] s_tableErrors =
    [
        new("table.unreadable", WorkErrorCode.InvalidInput, "A table is damaged, or not in the format that was said or recognised. Check the file, or say its format."),
        new("table.format_unknown", WorkErrorCode.InvalidInput, "The format of a table cannot be told from its content. Say it."),
        new("table.type_unsupported", WorkErrorCode.InvalidInput, "A column of an Arrow table is of a type that is not read: a union, run ends or an extension. Convert it."),
        new("table.too_large", WorkErrorCode.PayloadTooLarge, "A table has more rows, columns or a longer value than is taken. Split it, or send fewer columns."),
        new("table.out_of_memory", WorkErrorCode.InvalidInput, "The work needs more memory than one request may have. Filter or aggregate earlier, or send less."),
        new("table.timed_out", WorkErrorCode.DeadlineExceeded, "The work took longer than one request may. Ask for less at once."),
        new("table.crashed", WorkErrorCode.EngineFailed, "The process that did the work ended: the tables or the query asked for too much at once. The next request has a new one."),
    ];

    /// <summary>Answers one SELECT over tables that come with the request.</summary>
    /// <remarks>A stream gives the rows while the query runs, so that an answer may be of any length.</remarks>
    public static readonly StreamedCapability<QueryTable, TableRow, TableResult> Query = new("table.query", "1.1.0")
    {
        Summary = "Answers one SELECT over CSV, TSV, JSON, NDJSON, Parquet or Arrow tables that come with the request.",
        Tags = ["table", "sql", "csv", "parquet", "arrow"],
        MaxInputBytes = 256 * 1024 * 1024,
        MaxOutputBytes = 128 * 1024 * 1024,
        Errors =
        [
            .. s_tableErrors,
            new("table.name_taken", WorkErrorCode.InvalidInput, "Two tables have the same name; upper and lower case are the same. Give each a name of its own."),
            new("table.sql_invalid", WorkErrorCode.InvalidInput, "The SQL does not parse or names what is not there; the message says where. Change it."),
            new("table.sql_not_allowed", WorkErrorCode.InvalidInput, "The SQL is not one SELECT over the tables of the request: files, settings, extensions and other statements are locked. Change it."),
            new("table.sql_failed", WorkErrorCode.InvalidInput, "The query failed on a value while it ran, for example in a conversion. Use TRY_CAST or filter such values."),
            new("table.result_too_large", WorkErrorCode.InvalidInput, "The answer has more rows, columns or bytes, or a longer value, than is given. Aggregate, add LIMIT or set maxRows."),
        ],
        RawOutputs =
        [
            new(TableMediaTypes.Csv, static input => Ask(input, TableResultFormat.Csv), static result => System.Text.Encoding.UTF8.GetBytes(result.Text ?? "")),
            new(TableMediaTypes.Parquet, static input => Ask(input, TableResultFormat.Parquet), static result => result.Data.GetValueOrDefault()),
            new(TableMediaTypes.ArrowStream, static input => Ask(input, TableResultFormat.Arrow), static result => result.Data.GetValueOrDefault()),
        ],
        OutputHeaders =
        [
            new("rows", "How many rows the answer has.", static result => result.RowCount.ToString(CultureInfo.InvariantCulture)),
            new("truncated", "Whether there were more rows than maxRows: true or false.", static result => result.Truncated ? "true" : "false"),
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(2)),
    };

    /// <summary>Describes the columns of a table.</summary>
    public static readonly Capability<ProfileTable, TableProfile> Profile = new("table.profile", "1.0.0")
    {
        Summary = "Describes the columns of a table: types, nulls, distinct values, range, quantiles, top values and histogram.",
        Tags = ["table", "statistics", "csv", "parquet", "arrow"],
        MaxInputBytes = 256 * 1024 * 1024,
        Errors = [.. s_tableErrors, new("table.column_unknown", WorkErrorCode.InvalidInput, "A column that was asked for is not in the table. Name one that is.")],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(5)),
    };

    /// <summary>Has a model of the repository say something of each row of a table.</summary>
    /// <remarks>Rows that lack a value are given to the model as such: numbers as NaN, texts as empty ones. It is the model that makes something of it, or refuses.</remarks>
    public static readonly Capability<PredictTable, TablePredictions> Predict = new("table.predict", "1.0.0")
    {
        Summary = "Has a model of the repository, of ML.NET or ONNX, say something of each row of a table: a label with probabilities, or a number.",
        Tags = ["table", "model", "mlnet", "onnx", "csv", "parquet", "arrow"],
        TakesModel = true,
        MaxInputBytes = 64 * 1024 * 1024,
        MaxOutputBytes = 64 * 1024 * 1024,
        Errors =
        [
            .. s_tableErrors,
            new("table.column_missing", WorkErrorCode.InvalidInput, "The table lacks a column that the model takes. The message names it and what it holds; add it."),
            new("table.column_mismatch", WorkErrorCode.InvalidInput, "A column is of a type that cannot become what the model takes. The message names both; convert it."),
            new("table.value_invalid", WorkErrorCode.InvalidInput, "A value is not what the model takes in its column, or outside the range. The message names row and column; correct it."),
            new("table.category_unknown", WorkErrorCode.InvalidInput, "A value is none of the categories that the model knows in its column. The message names row and column; correct it, or train with it."),
            new("table.model_unfit", WorkErrorCode.InvalidInput, "The model does not take columns of a table, or does not say which; the message says what to add to its model.json."),
            new("table.prediction_not_finite", WorkErrorCode.EngineFailed, "The model gives no finite number for a row: it may not take missing values. The message names the row; fill it in."),
            new("table.predictions_too_many", WorkErrorCode.PayloadTooLarge, "The rows times the classes of the model are more than is given. Send fewer rows at once."),
            new("model.run_failed", WorkErrorCode.EngineFailed, "The model failed on this table; others are not affected."),
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(2)),
    };

    // JSON is what an input says that says nothing.
    private static QueryTable? Ask(QueryTable input, TableResultFormat format) =>
        input.Format == TableResultFormat.Json || input.Format == format ? input with { Format = format } : null;
}
