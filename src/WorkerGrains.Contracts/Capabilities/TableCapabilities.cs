using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on tables.</summary>
public static class TableCapabilities
{
    /// <summary>The failure codes that both capabilities declare.</summary>
    private static readonly CapabilityError[] s_inputErrors =
    [
        new("table.unreadable", WorkErrorCode.InvalidInput, "A table is damaged, or not in the format that was said or recognised. Check the file, or say its format."),
        new("table.format_unknown", WorkErrorCode.InvalidInput, "The format of a table cannot be told from its content. Say it."),
        new("table.name_taken", WorkErrorCode.InvalidInput, "Two tables have the same name; upper and lower case are the same. Give each a name of its own."),
        new("table.too_large", WorkErrorCode.PayloadTooLarge, "A table has more rows, columns or a longer value than is taken. Split it, or send fewer columns."),
        new("table.out_of_memory", WorkErrorCode.InvalidInput, "The work needs more memory than one request may have. Filter or aggregate earlier, or send less."),
        new("table.timed_out", WorkErrorCode.DeadlineExceeded, "The work took longer than one request may. Ask for less at once."),
        new("table.crashed", WorkErrorCode.EngineFailed, "The process that did the work ended: the tables or the query asked for too much at once. The next request has a new one."),
    ];

    /// <summary>Answers one SELECT over tables that come with the request.</summary>
    public static readonly Capability<QueryTable, TableResult> Query = new("table.query", "1.0.0")
    {
        Summary = "Answers one SELECT over CSV, TSV, JSON, NDJSON, Parquet or Arrow tables that come with the request.",
        Tags = ["table", "sql", "csv", "parquet", "arrow"],
        MaxInputBytes = 256 * 1024 * 1024,
        MaxOutputBytes = 128 * 1024 * 1024,
        Errors =
        [
            .. s_inputErrors,
            new("table.sql_invalid", WorkErrorCode.InvalidInput, "The SQL does not parse or names what is not there; the message says where. Change it."),
            new("table.sql_not_allowed", WorkErrorCode.InvalidInput, "The SQL is not one SELECT over the tables of the request: files, settings, extensions and other statements are locked. Change it."),
            new("table.sql_failed", WorkErrorCode.InvalidInput, "The query failed on a value while it ran, for example in a conversion. Use TRY_CAST or filter such values."),
            new("table.result_too_large", WorkErrorCode.InvalidInput, "The answer has more rows, columns or bytes, or a longer value, than is given. Aggregate, add LIMIT or set maxRows."),
        ],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(2)),
    };

    /// <summary>Describes the columns of a table.</summary>
    public static readonly Capability<ProfileTable, TableProfile> Profile = new("table.profile", "1.0.0")
    {
        Summary = "Describes the columns of a table: types, nulls, distinct values, range, quantiles, top values and histogram.",
        Tags = ["table", "statistics", "csv", "parquet", "arrow"],
        MaxInputBytes = 256 * 1024 * 1024,
        Errors = [.. s_inputErrors, new("table.column_unknown", WorkErrorCode.InvalidInput, "A column that was asked for is not in the table. Name one that is.")],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromSeconds(5)),
    };
}
