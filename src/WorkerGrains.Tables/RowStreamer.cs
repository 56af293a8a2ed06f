using System.Buffers;
using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>Sends the rows of a query while it runs, each as a JSON object on a line of its own.</summary>
/// <remarks>DuckDB computes only a little further than what is read, so a reader that is slow slows the query and nothing piles up.</remarks>
internal sealed class RowStreamer(TableDatabase database, QueryWork query, Action<ReadOnlySpan<byte>> send)
{
    /// <summary>Rows are sent together up to here, so that small ones cost little each.</summary>
    private const int BytesTogether = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _waiting = new(2 * BytesTogether);

    public TableAnswer Send(string source, List<(string Name, string Type)> columns)
    {
        var mayHoldNonFinite = JsonRows.MayHoldNonFinite(columns);
        var rows = 0L;
        var truncated = false;
        foreach (var row in database.Texts(Select(source, columns)))
        {
            if (row is null)
            {
                Flush(mayHoldNonFinite);
                return TableErrors.TooLongResultRow(query.MaxRowBytes!.Value);
            }

            if (truncated = rows == query.MaxRows)
            {
                break;
            }

            rows++;
            Encoding.UTF8.GetBytes(row, _waiting);
            _waiting.Write("\n"u8);
            if (_waiting.WrittenCount >= BytesTogether)
            {
                Flush(mayHoldNonFinite);
            }
        }

        Flush(mayHoldNonFinite);
        return new TableAnswer
        {
            Columns = [.. columns.Select(static column => new TableColumn { Name = column.Name, Type = column.Type })],
            RowCount = rows,
            Truncated = truncated,
        };
    }

    /// <summary>Rows that are too long come as NULL, so that they never leave DuckDB.</summary>
    private string Select(string source, List<(string Name, string Type)> columns)
    {
        var limit = query.MaxRows is { } rows ? $" LIMIT {rows + 1}" : "";
        return $"SELECT CASE WHEN strlen(json) > {query.MaxRowBytes} THEN NULL ELSE json END FROM (SELECT {JsonRows.Object(columns)}::VARCHAR AS json FROM {source}{limit})";
    }

    private void Flush(bool mayHoldNonFinite)
    {
        if (_waiting.WrittenCount > 0)
        {
            send(mayHoldNonFinite ? NonFiniteJson.Quote(_waiting.WrittenSpan) : _waiting.WrittenSpan);
            _waiting.ResetWrittenCount();
        }
    }
}
