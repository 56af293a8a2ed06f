using System.Globalization;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tables;

/// <summary>Says in the contract's words what DuckDB says in its own: its messages quote values, paths and the SQL.</summary>
internal static class DuckDbFailure
{
    /// <summary>What went wrong in a statement that the request brought, or in one of this program's own when there is no SQL.</summary>
    public static WorkError Explain(Exception exception, string? sql)
    {
        if (exception is OutOfMemoryException)
        {
            return TableErrors.NoMemory;
        }

        var failure = Parse(exception.Message);
        return failure.Kind switch
        {
            "Interrupt" => TableErrors.Canceled,
            "Out of Memory" => TableErrors.NoMemory,
            "INTERNAL" or "FATAL" => TableErrors.ProcessEnded,
            "Permission" or "Missing Extension" or "Autoload" or "Invalid Configuration" => TableErrors.Locked,
            "Catalog" when failure.Message.Contains("extension", StringComparison.Ordinal) => TableErrors.Locked,
            "Parser" or "Syntax" or "Binder" or "Catalog" or "Expression" or "Parameter Not Resolved" or "Mismatch Type" => TableErrors.InvalidSql(DescribeSql(failure, sql)),
            "Invalid Input" when failure.Message.Contains("configuration", StringComparison.Ordinal) => TableErrors.Locked,
            "Conversion" => TableErrors.FailedSql("A value could not be converted to the type that the SQL asks for" + At(failure, sql) + ". Use TRY_CAST, or filter such values."),
            "Out of Range" => TableErrors.FailedSql("A number or date ran out of the range of its type" + At(failure, sql) + ". Cast to a larger type first."),
            "Divide by Zero" => TableErrors.FailedSql("A number was divided by zero" + At(failure, sql) + "."),
            "Invalid Input" => TableErrors.FailedSql("A function got a value that it does not take" + At(failure, sql) + "."),
            _ => TableErrors.FailedSql("The query failed while it ran" + At(failure, sql) + "."),
        };
    }

    /// <summary>Whether reading failed because a line or an object is longer than is taken.</summary>
    public static bool IsTooLong(DuckDBException exception) =>
        exception.Message.Contains("Maximum line size of", StringComparison.Ordinal) || exception.Message.Contains("maximum_object_size", StringComparison.Ordinal);

    public static string KindOf(Exception exception) => Parse(exception.Message).Kind;

    private static string DescribeSql(Failure failure, string? sql)
    {
        var what = (failure.Kind, failure.Subtype, failure.Type) switch
        {
            ("Parser" or "Syntax", _, _) => failure.Message.Contains("depth", StringComparison.Ordinal) || failure.Message.Contains("memory exhausted", StringComparison.Ordinal)
                ? "The SQL is nested too deep"
                : "The SQL has a syntax error",
            (_, "COLUMN_NOT_FOUND", _) => "There is no such column",
            ("Catalog", "MISSING_ENTRY", "Table") => "There is no such table",
            ("Catalog", "MISSING_ENTRY", { } type) when type.Contains("Function", StringComparison.Ordinal) => "There is no such function",
            (_, "NO_MATCHING_FUNCTION", _) => "The function does not take arguments of these types",
            ("Binder", _, _) when failure.Message.Contains("does not have a column", StringComparison.Ordinal) => "There is no such column",
            ("Binder", _, _) when failure.Message.Contains("GROUP BY", StringComparison.Ordinal) => "A column must be in GROUP BY or inside an aggregate",
            ("Binder", _, _) when failure.Message.Contains("Ambiguous", StringComparison.Ordinal) => "A column is in several tables; say which is meant",
            ("Binder", _, _) when failure.Message.Contains("depth", StringComparison.Ordinal) => "The SQL is nested too deep",
            _ => "The SQL names or combines what does not fit",
        };
        return what + (NameIn(failure, sql) is { } name ? $": {name}" : "") + At(failure, sql) + ".";
    }

    private static string At(Failure failure, string? sql)
    {
        if (sql is null || failure.Position is not { } position)
        {
            return "";
        }

        // DuckDB counts bytes; people count lines and characters.
        var bytes = Encoding.UTF8.GetBytes(sql);
        var before = Encoding.UTF8.GetString(bytes, 0, Math.Min(position, bytes.Length));
        var line = before.Count(static letter => letter == '\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return string.Create(CultureInfo.InvariantCulture, $" (line {line}, column {column})");
    }

    /// <summary>The name that does not exist, if it is a plain word that the caller wrote: anything else could be a value or a path.</summary>
    private static string? NameIn(Failure failure, string? sql) =>
        failure.Name is { Length: > 0 and <= 64 } name
        && sql?.Contains(name, StringComparison.OrdinalIgnoreCase) == true
        && name.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '.')
            ? name
            : null;

    private static Failure Parse(string message)
    {
        var start = message.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
        {
            return new Failure(message.Split(" Error:")[0], message);
        }

        try
        {
            using var document = JsonDocument.Parse(message.AsMemory(start));
            return new Failure(Get("exception_type") ?? "", Get("exception_message") ?? "")
            {
                Subtype = Get("error_subtype"),
                Type = Get("type"),
                Name = Get("name"),
                Position = int.TryParse(Get("position"), CultureInfo.InvariantCulture, out var position) ? position : null,
            };

            string? Get(string member) => document.RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return new Failure(message.Split(" Error:")[0], message);
        }
    }

    private sealed record Failure(string Kind, string Message)
    {
        public string? Subtype { get; init; }

        public string? Type { get; init; }

        public string? Name { get; init; }

        public int? Position { get; init; }
    }
}
