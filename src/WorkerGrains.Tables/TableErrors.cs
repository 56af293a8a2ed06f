using System.Globalization;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>The failures of work on tables: a closed list of reasons, and a sentence for each.</summary>
internal static class TableErrors
{
    public const string Unreadable = "table.unreadable";
    public const string FormatUnknown = "table.format_unknown";
    public const string TypeUnsupported = "table.type_unsupported";
    public const string NameTaken = "table.name_taken";
    public const string TooLarge = "table.too_large";
    public const string ColumnUnknown = "table.column_unknown";
    public const string ColumnMissing = "table.column_missing";
    public const string ColumnMismatch = "table.column_mismatch";
    public const string ValueInvalid = "table.value_invalid";
    public const string SqlInvalid = "table.sql_invalid";
    public const string SqlNotAllowed = "table.sql_not_allowed";
    public const string SqlFailed = "table.sql_failed";
    public const string ResultTooLarge = "table.result_too_large";
    public const string OutOfMemory = "table.out_of_memory";
    public const string TimedOut = "table.timed_out";
    public const string Crashed = "table.crashed";

    public static readonly WorkError Canceled = new(WorkErrorCode.Canceled, "The work was canceled.");

    public static readonly WorkError NoMemory = WorkError.InvalidInput(OutOfMemory, "The work needs more memory than one request may have. Filter or aggregate earlier, or send less.");

    public static readonly WorkError ProcessEnded = new(WorkErrorCode.EngineFailed, "The process that did the work ended: the tables or the query asked for too much memory or too deep a nesting. Send less, or nest it less deeply.") { Reason = Crashed };

    public static readonly WorkError ResultBytes = WorkError.InvalidInput(ResultTooLarge, "The answer has more bytes than are given. Aggregate, select fewer columns, or add LIMIT.");

    public static readonly WorkError ResultDepth = WorkError.InvalidInput(ResultTooLarge, "The answer has a value that is nested too deep for JSON. Take it apart, or ask for another format.");

    public static readonly WorkError NotOneSelect = WorkError.InvalidInput(SqlNotAllowed, "Only one SELECT statement is run. Send one that asks for all.");

    public static readonly WorkError Locked = WorkError.InvalidInput(SqlNotAllowed, "Files, addresses, settings and extensions are locked; the SQL can only use the tables of the request. Send there what it needs.");

    public static readonly WorkError Parameters = WorkError.InvalidInput(SqlInvalid, "The SQL has parameters ('?' or '$1'); write the values into it.");

    public static readonly WorkError ImpossibleCharacter = WorkError.InvalidInput(SqlInvalid, "The SQL has a character that no SQL has (NUL).");

    public static WorkError Timeout(TimeSpan limit) =>
        new(WorkErrorCode.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"The work took longer than {limit.TotalSeconds:0.#} s, the most that one request may. Filter or aggregate earlier, or send less.")) { Reason = TimedOut };

    public static WorkError UnreadableTable(string name, string format) =>
        WorkError.InvalidInput(Unreadable, $"The table {Quote(name)} is damaged or is not {format}. Check the file, or say its format.");

    public static WorkError UnknownFormat(string name) =>
        WorkError.InvalidInput(FormatUnknown, $"The format of the table {Quote(name)} cannot be told from its content. Say it: csv, tsv, json, ndjson, parquet or arrow.");

    public static WorkError UnsupportedType(string name, string column) =>
        WorkError.InvalidInput(TypeUnsupported, $"The column {Quote(column)} of the table {Quote(name)} is of an Arrow type that is not read: a union, run ends or an extension. Convert it.");

    public static WorkError SameName(string name) => WorkError.InvalidInput(NameTaken, $"Two tables are called {Quote(name)}; upper and lower case are the same. Give each a name of its own.");

    public static WorkError TooManyRows(string name, long limit) => TooMuch($"The table {Quote(name)} has more than {limit} rows, the most that are taken. Send fewer at once.");

    public static WorkError TooManyColumns(string name, int limit) => TooMuch($"The table {Quote(name)} has more than {limit} columns, the most that are taken. Leave out those that are not needed.");

    public static WorkError TooLongValue(string name, int limit) => TooMuch($"The table {Quote(name)} has a line or value of more than {limit} bytes, the most that are taken. Shorten it.");

    public static WorkError TooManyResultRows(int limit) => WorkError.InvalidInput(ResultTooLarge, $"The answer has more than {limit} rows, the most that are given. Aggregate, add LIMIT, or set maxRows to have it cut.");

    public static WorkError TooManyResultColumns(int limit) => WorkError.InvalidInput(ResultTooLarge, $"The answer has more than {limit} columns, the most that are given. Select fewer.");

    public static WorkError TooLongResultValue(int limit) => WorkError.InvalidInput(ResultTooLarge, $"The answer has a value of more than {limit} bytes, the most that is given. Shorten it.");

    public static WorkError TooLongResultRow(int limit) => WorkError.InvalidInput(ResultTooLarge, $"The answer has a row of more than {limit} bytes of JSON, the most that a stream has. Shorten its values, or ask for the answer whole.");

    public static WorkError UnknownColumn(string name) => WorkError.InvalidInput(ColumnUnknown, $"There is no column {Quote(name)} in the table. Name one that is.");

    public static WorkError MissingColumn(WantedColumn wanted) => WorkError.InvalidInput(ColumnMissing, $"The table lacks the column {Quote(wanted.Name)}, which holds {NameOf(wanted.Kind)}s. Add it.");

    public static WorkError MismatchedColumn(WantedColumn wanted, string type) =>
        WorkError.InvalidInput(ColumnMismatch, $"The column {Quote(wanted.Name)} is {Quote(type)}; the model takes a {NameOf(wanted.Kind)} there. Convert it.");

    public static WorkError InvalidValue(string column, long row, string expected) =>
        WorkError.InvalidInput(ValueInvalid, $"The value of row {row} in the column {Quote(column)} is not {expected}. Correct it.");

    public static WorkError InvalidValue(WantedColumn wanted, long row) => InvalidValue(wanted.Name, row, $"a {NameOf(wanted.Kind)}");

    public static WorkError TooManyBytes(string name, int limit) =>
        TooMuch($"The columns that are needed of the table {Quote(name)} take more than {limit} bytes, the most that are taken. Send fewer rows at once.");

    public static WorkError InvalidSql(string message) => WorkError.InvalidInput(SqlInvalid, message);

    public static WorkError FailedSql(string message) => WorkError.InvalidInput(SqlFailed, message);

    /// <summary>What people call a kind of value.</summary>
    private static string NameOf(ValueKind kind) => kind switch
    {
        ValueKind.Number => "number",
        ValueKind.Text => "text",
        _ => "truth value",
    };

    /// <summary>A name that the caller chose, as it may be shown: without what could break out of a log line or a page.</summary>
    public static string Quote(string name) => $"'{new string([.. name.Select(static letter => char.IsLetterOrDigit(letter) || letter is '_' or ' ' or '-' or '.' ? letter : '?')])}'";

    private static WorkError TooMuch(string message) => new(WorkErrorCode.PayloadTooLarge, message) { Reason = TooLarge };
}
