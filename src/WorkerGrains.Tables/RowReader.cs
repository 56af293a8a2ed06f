using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Arrow;
using WorkerGrains.Tables.Loading;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>Reads the columns of a table that somebody needs, as what they need them.</summary>
/// <remarks>A text that says a number counts as that number, and any single value has a text; nothing else becomes what it is not.</remarks>
internal sealed class RowReader(TableDatabase database, TableLimits limits, RowsWork work, PrivateFile result, string tableName)
{
    private readonly string _table = TableDatabase.Name(tableName);

    public TableAnswer Run()
    {
        var columns = database.Columns(_table);
        if (TryMatch(columns, out var found) is { } unmatched)
        {
            return unmatched;
        }

        try
        {
            return Read(columns, found);
        }
        catch (DuckDBException exception)
        {
            // The statements are this program's own, so only the table can be wrong.
            return DuckDbFailure.KindOf(exception) is "Interrupt" or "Out of Memory" or "INTERNAL" or "FATAL"
                ? DuckDbFailure.Explain(exception, sql: null)
                : TableErrors.UnreadableTable(tableName, TableLoader.NameOf(TableFormat.Parquet));
        }
    }

    private TableAnswer Read(List<(string Name, string Type)> columns, List<FoundColumn> found)
    {
        var rows = database.Count($"SELECT count(*) FROM {_table}");
        if (rows > work.MaxRows)
        {
            return TableErrors.TooManyRows(tableName, work.MaxRows);
        }

        if (FindInvalid(found) is { } invalid)
        {
            return invalid;
        }

        if (found.Count > 0)
        {
            ArrowWriter.Write(database, $"SELECT {string.Join(", ", found.Select(static (column, place) => $"{column.Value} AS c{place}"))} FROM {_table}", result.Stream);
        }

        return result.Stream.Length > limits.MaxResultBytes
            ? TableErrors.TooManyBytes(tableName, limits.MaxResultBytes)
            : new TableAnswer
            {
                Columns = [.. columns.Select(static column => new TableColumn { Name = column.Name, Type = column.Type })],
                RowCount = rows,
                BodyLength = result.Stream.Length,
                Body = result.Stream,
            };
    }

    private WorkError? TryMatch(List<(string Name, string Type)> columns, out List<FoundColumn> found)
    {
        found = [];
        foreach (var wanted in work.Columns)
        {
            // No table has two columns whose names differ only in case: DuckDB renames the second.
            var column = columns.Find(column => column.Name.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase));
            if (column.Name is null)
            {
                return TableErrors.MissingColumn(wanted);
            }

            if (!CanBecome(column.Type, wanted.Kind))
            {
                return TableErrors.MismatchedColumn(wanted, column.Type);
            }

            found.Add(new FoundColumn(wanted, TableDatabase.Name(column.Name), column.Type));
        }

        return null;
    }

    /// <summary>The first value, column by column, that does not become what is needed.</summary>
    private WorkError? FindInvalid(List<FoundColumn> found)
    {
        var doubtful = found.FindAll(static column => column.MayFail);
        if (doubtful.Count == 0)
        {
            return null;
        }

        var counts = database.Query(
            $"SELECT {string.Join(", ", doubtful.Select(static column => $"count(*) FILTER (WHERE {column.Fails})"))} FROM {_table}",
            reader => doubtful.Select((_, place) => reader.GetInt64(place)).ToList())[0];
        var place = counts.FindIndex(static count => count > 0);
        return place < 0
            ? null
            : TableErrors.InvalidValue(doubtful[place].Wanted, database.Count($"SELECT min(\"place of the row\") FROM (SELECT row_number() OVER () AS \"place of the row\", * FROM {_table}) WHERE {doubtful[place].Fails}"));
    }

    private static bool CanBecome(string type, ValueKind kind) => kind switch
    {
        ValueKind.Text => !(type.EndsWith(']') || type is "BLOB" or "BIT" || type.StartsWith("STRUCT", StringComparison.Ordinal) || type.StartsWith("MAP", StringComparison.Ordinal) || type.StartsWith("UNION", StringComparison.Ordinal)),
        _ => type is "BOOLEAN" or "VARCHAR" or "JSON" || type.StartsWith("ENUM", StringComparison.Ordinal) || Profiler.IsNumber(type),
    };

    private sealed record FoundColumn(WantedColumn Wanted, string Name, string Type)
    {
        /// <summary>Whether not all values of the column's type have a value of the kind.</summary>
        public bool MayFail => Wanted.Kind switch
        {
            ValueKind.Text => false,
            ValueKind.Boolean => Type != "BOOLEAN",
            _ => Type != "BOOLEAN" && !Profiler.IsNumber(Type),
        };

        public string Value => Wanted.Kind switch
        {
            ValueKind.Number => $"TRY_CAST({Source} AS DOUBLE)",
            ValueKind.Text => $"{Name}::VARCHAR",
            _ => $"TRY_CAST({Source} AS BOOLEAN)",
        };

        public string Fails => $"{Name} IS NOT NULL AND {Value} IS NULL";

        /// <summary>Types that are texts by another name convert as these do.</summary>
        private string Source => MayFail && !Profiler.IsNumber(Type) ? $"{Name}::VARCHAR" : Name;
    }
}
