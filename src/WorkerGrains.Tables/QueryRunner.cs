using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Loading;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>Runs the query of a request and has its answer written.</summary>
/// <param name="database">The database with the tables.</param>
/// <param name="limits">What it may take and give.</param>
/// <param name="query">The query.</param>
/// <param name="result">Where an answer is written that is sent whole.</param>
/// <param name="files">The tables.</param>
/// <param name="send">Sends rows of an answer that is not.</param>
internal sealed class QueryRunner(TableDatabase database, TableLimits limits, QueryWork query, PrivateFile result, IReadOnlyList<TableFile> files, Action<ReadOnlySpan<byte>> send)
{
    private const string Query = $"{TableDatabase.OwnSchema}.query";
    private const string Answer = $"{TableDatabase.OwnSchema}.answer";

    public TableAnswer Run()
    {
        if (StatementCheck.Check(database, query.Sql) is { } refusal)
        {
            return refusal;
        }

        try
        {
            // Nothing follows the SQL, so whatever it ends with ends the statement. What is no SELECT is no view either.
            database.Execute($"CREATE VIEW {Query} AS {query.Sql}");
        }
        catch (DuckDBException exception)
        {
            return DuckDbFailure.KindOf(exception) is "Parser" or "Syntax" ? TableErrors.NotOneSelect : DuckDbFailure.Explain(exception, sql: null);
        }

        var columns = database.Columns(Query);
        return columns.Count > limits.MaxColumns ? TableErrors.TooManyResultColumns(limits.MaxColumns)
            : query.MaxRowBytes is not null ? Stream(columns)
            : Run(columns);
    }

    private TableAnswer Stream(List<(string Name, string Type)> columns)
    {
        try
        {
            return new RowStreamer(database, query, send).Send(Query, columns);
        }
        catch (DuckDBException exception)
        {
            return FindUnreadable() ?? DuckDbFailure.Explain(exception, query.Sql);
        }
    }

    private TableAnswer Run(List<(string Name, string Type)> columns)
    {
        var maxRows = Math.Min(query.MaxRows ?? int.MaxValue, limits.MaxResultRows);
        try
        {
            database.Execute($"CREATE TABLE {Answer} AS SELECT * FROM {Query} LIMIT {maxRows + 1}");
        }
        catch (DuckDBException exception)
        {
            return FindUnreadable() ?? DuckDbFailure.Explain(exception, query.Sql);
        }

        var rows = database.Count($"SELECT count(*) FROM {Answer}");
        if (rows > maxRows && query.MaxRows is null)
        {
            return TableErrors.TooManyResultRows(limits.MaxResultRows);
        }

        if (database.LongestValue(Answer, columns) > limits.MaxValueBytes)
        {
            return TableErrors.TooLongResultValue(limits.MaxValueBytes);
        }

        return new ResultWriter(database, limits, query, result).Write(Answer, columns, Math.Min(rows, maxRows)) is { } error
            ? error
            : new TableAnswer
            {
                Columns = [.. columns.Select(static column => new TableColumn { Name = column.Name, Type = column.Type })],
                RowCount = Math.Min(rows, maxRows),
                Truncated = rows > maxRows,
                BodyLength = result.Stream.Length,
                Body = result.Stream,
            };
    }

    /// <summary>Says which table is damaged: Parquet is read while the query runs, so what failed may have been the file and not the query.</summary>
    private WorkError? FindUnreadable()
    {
        foreach (var file in files)
        {
            try
            {
                database.Query($"SELECT bit_xor(hash(whole)) FROM {TableDatabase.Name(file.Name)} whole", static _ => 0);
            }
            catch (DuckDBException exception) when (DuckDbFailure.KindOf(exception) is not ("Interrupt" or "Out of Memory"))
            {
                return TableErrors.UnreadableTable(file.Name, TableLoader.NameOf(TableFormat.Parquet));
            }
        }

        return null;
    }
}
