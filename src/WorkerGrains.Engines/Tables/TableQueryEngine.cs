using System.Text;
using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Tables;

/// <summary>Answers SELECTs over tables that come with them.</summary>
internal sealed class TableQueryEngine(TableProcessPool processes) : IStreamingEngine<QueryTable, TableRow, TableResult>, IStartingEngine
{
    // The answer itself is nested in the output, which has a depth limit of its own.
    internal const int MaxValueDepth = 24;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => Task.FromResult(processes.WarmUp(cancellationToken));

    /// <remarks>On a thread of its own, because it waits for the process, and for the reader of the rows.</remarks>
    public Task<EngineOutcome<TableResult>> RunAsync(QueryTable input, IItemSink<TableRow> items, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(input, items, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private EngineOutcome<TableResult> Run(QueryTable input, IItemSink<TableRow> items, CancellationToken cancellationToken)
    {
        var isStreamed = items.HasReader && input.Format is TableResultFormat.Json or TableResultFormat.Ndjson;
        var tables = input.Tables is { } named ? TableContents.Of(named) : TableContents.Of(input.Data!.Value, input.DataFormat);
        var work = new TableWork
        {
            Limits = processes.Limits,
            Files = tables.Files,
            Query = new QueryWork
            {
                Sql = input.Sql,
                Format = input.Format,
                MaxRows = input.MaxRows,
                EscapeFormulas = input.EscapeFormulas,
                MaxRowBytes = isStreamed ? WorkEvent.MaxItemBytes : null,
            },
        };
        var (answer, body) = processes.Run(work, tables.Contents, isStreamed ? new RowReading(items).Take : null, cancellationToken);
        return answer.Error is { } error ? error : isStreamed ? Summary(answer) : Result(input.Format, answer, body);
    }

    private static TableResult Summary(TableAnswer answer) => new() { Columns = answer.Columns, RowCount = answer.RowCount, Truncated = answer.Truncated };

    /// <summary>Puts what the process wrote into the answer, in the one place where its format decides how.</summary>
    private static EngineOutcome<TableResult> Result(TableResultFormat format, TableAnswer answer, byte[] body)
    {
        var result = Summary(answer);
        return format switch
        {
            TableResultFormat.Json => Rows(body) is { } rows ? result with { Rows = rows } : TableErrors.ResultDepth,
            TableResultFormat.Ndjson => result with { Text = Encoding.UTF8.GetString(body), MediaType = MediaTypes.NdJson },
            TableResultFormat.Csv => result with { Text = Encoding.UTF8.GetString(body), MediaType = TableMediaTypes.Csv },
            TableResultFormat.Parquet => result with { Data = body, MediaType = TableMediaTypes.Parquet },
            _ => result with { Data = body, MediaType = TableMediaTypes.ArrowStream },
        };
    }

    /// <summary>Reads one array a line as one array of arrays, or gives nothing when a value is nested too deep.</summary>
    private static IReadOnlyList<JsonElement>[]? Rows(byte[] lines)
    {
        var json = new byte[lines.Length + 2];
        lines.CopyTo(json, 1);
        // No text in JSON has a line end in it, so those that are there are between rows.
        json.AsSpan().Replace((byte)'\n', (byte)',');
        var length = lines.Length > 0 && lines[^1] == '\n' ? lines.Length : lines.Length + 1;
        json[0] = (byte)'[';
        json[length] = (byte)']';
        try
        {
            var document = JsonDocument.Parse(json.AsMemory(0, length + 1), new JsonDocumentOptions { MaxDepth = MaxValueDepth });
            return [.. document.RootElement.EnumerateArray().Select(static row => (IReadOnlyList<JsonElement>)[.. row.EnumerateArray()])];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
