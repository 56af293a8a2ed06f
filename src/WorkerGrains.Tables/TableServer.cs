using System.Diagnostics;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tables;

/// <summary>Reads requests, runs one at a time on a thread of its own, and answers.</summary>
internal sealed class TableServer(Stream input, Stream output)
{
    // Deep nesting of SQL and JSON takes stack; more of it turns some crashes into refusals.
    private const int StackBytes = 32 * 1024 * 1024;

    private TableRun? _run;
    private int _id;

    public void Run()
    {
        while (TableFrames.Read(input) is var (kind, id, record))
        {
            if (kind == TableFrames.Work)
            {
                var work = JsonSerializer.Deserialize<TableWork>(record, ContractJson.Options)!;
                Start(id, new TableRun(work, [.. work.Files.Select(Receive)], rows => TableFrames.WriteBytes(output, TableFrames.Rows, id, rows)));
            }
            else if (kind == TableFrames.Cancel && id == _id && _run is { } run)
            {
                // Not here: a query that does not stop would keep this thread from seeing that the silo is gone.
                new Thread(run.Cancel) { IsBackground = true, Name = "cancel" }.Start();
            }
        }

        // Nobody waits for anything any more, and native code may be in the middle of something that does not stop.
        Process.GetCurrentProcess().Kill();
    }

    private void Start(int id, TableRun run)
    {
        _id = id;
        _run = run;
        new Thread(() => Answer(id, run), StackBytes) { IsBackground = true, Name = "query" }.Start();
    }

    private void Answer(int id, TableRun run)
    {
        using (run)
        {
            var answer = run.Run();
            TableFrames.Write(output, TableFrames.Answer, id, answer);
            if (answer.Body is { } body)
            {
                body.Position = 0;
                body.CopyTo(output);
                output.Flush();
            }
        }
    }

    private PrivateFile Receive(TableFile file)
    {
        var received = new PrivateFile();
        var buffer = new byte[128 * 1024];
        for (var left = file.Length; left > 0;)
        {
            var read = input.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
            {
                Process.GetCurrentProcess().Kill();
            }

            received.Stream.Write(buffer, 0, read);
            left -= read;
        }

        received.Stream.Flush();
        return received;
    }
}
