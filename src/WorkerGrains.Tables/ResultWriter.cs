using System.Globalization;
using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Arrow;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>Writes an answer to its file in the format that was asked for. Rows of JSON are written as one array a line.</summary>
internal sealed class ResultWriter(TableDatabase database, TableLimits limits, QueryWork query, PrivateFile result)
{
    // JSON text holds no control characters, so nothing in a line is ever quoted or escaped a second time.
    private const string PlainLines = "FORMAT csv, HEADER false, DELIMITER E'\\x01', QUOTE E'\\x02', ESCAPE E'\\x02', USE_TMP_FILE false";

    public WorkError? Write(string table, List<(string Name, string Type)> columns, long rows)
    {
        try
        {
            WriteFormat($"FROM {table} LIMIT {rows.ToString(CultureInfo.InvariantCulture)}", columns);
        }
        catch (Exception exception) when (exception is DuckDBException or IOException && result.Stream.Length >= limits.MaxResultBytes)
        {
            return TableErrors.ResultBytes;
        }

        if (query.Format is TableResultFormat.Json or TableResultFormat.Ndjson && result.Stream.Length <= limits.MaxResultBytes && JsonRows.MayHoldNonFinite(columns))
        {
            NonFiniteJson.Quote(result.Stream);
        }

        return result.Stream.Length > limits.MaxResultBytes ? TableErrors.ResultBytes : null;
    }

    private void WriteFormat(string source, List<(string Name, string Type)> columns)
    {
        switch (query.Format)
        {
            case TableResultFormat.Json:
                Copy($"SELECT {JsonRows.Array(columns)} {source}", PlainLines);
                break;
            case TableResultFormat.Ndjson:
                Copy($"SELECT {JsonRows.Object(columns)} {source}", PlainLines);
                break;
            case TableResultFormat.Csv:
                Copy($"SELECT {string.Join(", ", columns.Select(column => $"{CsvValue(column)} AS {TableDatabase.Name(CsvName(column.Name))}"))} {source}", "FORMAT csv, HEADER true, USE_TMP_FILE false");
                break;
            case TableResultFormat.Parquet:
                Copy($"SELECT * {source}", "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false");
                break;
            default:
                ArrowWriter.Write(database, $"SELECT * {source}", result.Stream);
                break;
        }
    }

    private void Copy(string select, string options) => database.Execute($"COPY ({select}) TO {TableDatabase.Text(result.Path)} ({options})");

    private string CsvValue((string Name, string Type) column)
    {
        var name = TableDatabase.Name(column.Name);
        return column.Type switch
        {
            "BLOB" => $"base64({name})",
            "VARCHAR" when query.EscapeFormulas => $"CASE WHEN regexp_matches({name}, '{SpreadsheetFormula.Pattern}') THEN '''' || {name} ELSE {name} END",
            _ => name,
        };
    }

    private string CsvName(string name) => query.EscapeFormulas ? SpreadsheetFormula.Escape(name) : name;
}
