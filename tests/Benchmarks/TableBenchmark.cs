using System.Diagnostics;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Tables;

namespace WorkerGrains.Benchmarks;

/// <summary>What it costs to run a query in a locked database in a process of its own: ten million rows of Parquet that come with the request, beside DuckDB reading the same file in this process.</summary>
internal sealed class TableBenchmark : IBenchmark
{
    private const int Threads = 2;
    private const string Rows = "SELECT range % 1000 AS shop, (hash(range) % 100000) / 100 AS amount, 'item ' || (hash(range + 1) % 500) AS item FROM range(10000000)";
    private const string Sql = "SELECT shop, item, count(*) AS sales, sum(amount) AS total, median(amount) AS middle FROM {0} GROUP BY ALL ORDER BY total DESC LIMIT 100";

    public string Name => "tables";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var file = Path.GetTempFileName();
        try
        {
            Directly($"COPY ({Rows}) TO '{file}' (FORMAT parquet)");
            var content = await File.ReadAllBytesAsync(file);
            using var processes = new TableProcessPool(Options.Create(new TableOptions { Threads = Threads }), TimeProvider.System, NullLogger<TableProcessPool>.Instance);
            var engine = new TableQueryEngine(processes);
            var input = new QueryTable { Data = content, Sql = Sql.Replace("{0}", "data", StringComparison.Ordinal) };
            var direct = Sql.Replace("{0}", $"read_parquet('{file}')", StringComparison.Ordinal);

            await ByWorkerAsync(engine, input);
            Directly(direct);
            var rounds = await Rounds.RunAsync(length.Rounds, () => Task.FromResult(PerSecond(() => Directly(direct))), () => PerSecondAsync(() => ByWorkerAsync(engine, input)));
            return [Comparison.Ratio($"tables: 10 M rows, {content.Length / 1_000_000} MB of Parquet", "queries/s", rounds, static perSecond => perSecond, Goal.AtLeast(0.8))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double PerSecond(Action run)
    {
        var started = Stopwatch.GetTimestamp();
        run();
        return 1 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> PerSecondAsync(Func<Task> run)
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        return 1 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ByWorkerAsync(TableQueryEngine engine, QueryTable input)
    {
        var outcome = await engine.RunAsync(input, new Unread(), CancellationToken.None);
        if (!outcome.IsSuccess)
        {
            throw new InvalidOperationException(outcome.Error.Message);
        }
    }

    private static void Directly(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET threads = {Threads}; {sql}";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
        }
    }

    private sealed class Unread : IItemSink<TableRow>
    {
        public bool HasReader => false;

        public ValueTask WriteAsync(TableRow item, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
