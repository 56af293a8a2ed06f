using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables;

namespace WorkerGrains.Engines.Tables;

/// <summary>Reads the rows that a process for tables sends, and hands them on. For one thread, which it keeps while there is no room for a row.</summary>
internal sealed class RowReading(IItemSink<TableRow> items)
{
    // JSON is at most so much longer once it is written again, where every byte of a text has to be escaped.
    private const int MaxGrowth = 6;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = TableQueryEngine.MaxValueDepth };

    /// <inheritdoc cref="RowTaker"/>
    public WorkError? Take(ReadOnlySpan<byte> lines, CancellationToken stop)
    {
        foreach (var line in lines.Split((byte)'\n'))
        {
            if (line.Start.Value == line.End.Value)
            {
                continue;
            }

            if (Read(lines[line], out var row) is { } error)
            {
                return error;
            }

            var written = items.WriteAsync(row!, stop);
            if (!written.IsCompletedSuccessfully)
            {
                written.AsTask().GetAwaiter().GetResult();
            }
        }

        return null;
    }

    private static WorkError? Read(ReadOnlySpan<byte> json, out TableRow? row)
    {
        row = null;
        try
        {
            var values = JsonElement.Parse(json, s_options).EnumerateObject();
            row = new TableRow { Values = new Dictionary<string, JsonElement>(values.Select(static value => KeyValuePair.Create(value.Name, value.Value)), StringComparer.Ordinal) };
        }
        catch (JsonException)
        {
            return TableErrors.ResultDepth;
        }

        return json.Length > WorkEvent.MaxItemBytes / MaxGrowth && JsonSerializer.SerializeToUtf8Bytes(row, ContractJson.Options).Length > WorkEvent.MaxItemBytes
            ? TableErrors.TooLongResultRow(WorkEvent.MaxItemBytes)
            : null;
    }
}
