using System.Diagnostics;
using System.Text;
using Apache.Arrow.Ipc;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Engines.Tables;

public sealed class TableQueryEngineTests(SharedTableWorkers shared) : IClassFixture<SharedTableWorkers>
{
    private readonly TableWorkers _workers = shared.Workers;

    [Fact]
    public async Task Query_SeveralTablesInSeveralFormats_JoinsThem()
    {
        var outcome = await _workers.QueryAsync(
            """SELECT p.name, sum(o.amount) AS total, t.label, n.note FROM people p JOIN orders o ON o.person = p.id JOIN tags t USING (id) LEFT JOIN "my notes" n USING (id) GROUP BY ALL ORDER BY ALL""",
            TableWorkers.Csv("id;name\n1;Ada\n2;Böb\n", "people"),
            new TableInput { Name = "orders", Text = """[{"person":1,"amount":2.5},{"person":2,"amount":4},{"person":1,"amount":1}]""" },
            new TableInput { Name = "tags", Text = "id\tlabel\n1\tx\n2\ty\n", Format = TableFormat.Tsv },
            new TableInput { Name = "my notes", Text = "{\"id\":1,\"note\":\"=1+1\"}\n{\"id\":3,\"note\":null}\n" });

        Assert.Equal("\"Ada\"|3.5|\"x\"|\"=1+1\"\n\"Böb\"|4.0|\"y\"|null", TableWorkers.Rows(outcome));
        Assert.Equal(["name:VARCHAR", "total:DOUBLE", "label:VARCHAR", "note:VARCHAR"], outcome.Value!.Columns.Select(static column => $"{column.Name}:{column.Type}"));
    }

    [Theory]
    [InlineData("SELECT 9007199254740993", "9007199254740993")]
    [InlineData("SELECT 170141183460469231731687303715884105727", "170141183460469231731687303715884105727")]
    [InlineData("SELECT 1.10::DECIMAL(9,2)", "1.1")]
    [InlineData("SELECT 'nan'::DOUBLE, ['-inf'::DOUBLE, 1.5], 'NaN Infinity'", "\"NaN\"|[\"-Infinity\",1.5]|\"NaN Infinity\"")]
    [InlineData("SELECT '\\x00\\xff'::BLOB", "\"AP8=\"")]
    [InlineData("SELECT DATE '2024-02-29', TIMESTAMPTZ '2024-01-01 00:00:00+02'", "\"2024-02-29\"|\"2023-12-31 22:00:00+00\"")]
    [InlineData("SELECT {'a': [1, NULL], 'b': MAP {'k': 1}}", "{\"a\":[1,null],\"b\":{\"k\":1}}")]
    [InlineData("SELECT NULL, true, 'a\"b' || chr(10) || chr(1) || 'ü'", "null|true|\"a\\\"b\\n\\u0001ü\"")]
    [InlineData("VALUES (1, 2), (3, 4)", "1|2\n3|4")]
    [InlineData("FROM data ORDER BY a DESC -- last", "2|\"y\"\n1|\"x\"")]
    [InlineData("SELECT a FROM data WHERE a > 5;", "")]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n", "6")]
    public async Task Query_Values_AreWrittenAsJson(string sql, string expected) =>
        Assert.Equal(expected, TableWorkers.Rows(await _workers.QueryAsync(sql)));

    [Fact]
    public async Task Query_RawBody_IsCalledData()
    {
        var outcome = await _workers.QueryAsync(new QueryTable { Data = "n\n1\n2\n"u8.ToArray(), Sql = "SELECT sum(n) FROM data" });

        Assert.Equal("3", TableWorkers.Rows(outcome));
    }

    [Theory]
    [InlineData(TableResultFormat.Ndjson, "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n", "application/x-ndjson")]
    [InlineData(TableResultFormat.Csv, "a,b\n1,x\n2,y\n", "text/csv")]
    public async Task Query_TextFormats_AnswerAsText(TableResultFormat format, string expected, string mediaType)
    {
        var outcome = await _workers.QueryAsync(new QueryTable { Tables = [TableWorkers.Csv("a,b\n1,x\n2,y\n")], Sql = "FROM data ORDER BY a", Format = format });

        Assert.Equal((expected, mediaType), (outcome.Value!.Text, outcome.Value.MediaType));
        Assert.Equal(2, outcome.Value.RowCount);
    }

    [Theory]
    [InlineData(TableResultFormat.Parquet)]
    [InlineData(TableResultFormat.Arrow)]
    public async Task Query_BinaryFormats_ComeBackAsInputs(TableResultFormat format)
    {
        const string Sql = """
            SELECT i::INTEGER AS i, i / 7 AS d, 'text ' || i AS t, [i, NULL] AS l, {'a': i, 'b': 'x'} AS s, DATE '2024-01-01' + i::INTEGER AS day,
                   TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS at, i % 2 = 0 AS even, i::DECIMAL(18,3) AS dec, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS n
            FROM range(5000) r(i) ORDER BY i
            """;
        var direct = await _workers.QueryAsync($"SELECT * FROM ({Sql})");
        var written = await _workers.QueryAsync(new QueryTable { Tables = [TableWorkers.Csv("a\n1\n")], Sql = Sql, Format = format });

        var again = await _workers.QueryAsync("FROM again ORDER BY i", new TableInput { Name = "again", Data = written.Value!.Data });

        Assert.Equal(TableWorkers.Rows(direct), TableWorkers.Rows(again));
        Assert.Equal(direct.Value!.Columns, again.Value!.Columns);
    }

    [Fact]
    public async Task Query_Arrow_IsAStreamThatArrowReads()
    {
        var outcome = await _workers.QueryAsync(new QueryTable { Tables = [TableWorkers.Csv("a\n1\n")], Sql = "SELECT i, 'é' || i AS t FROM range(3000) r(i)", Format = TableResultFormat.Arrow });

        using var reader = new ArrowStreamReader(outcome.Value!.Data!.Value);
        var rows = 0;
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            rows += batch.Length;
            batch.Dispose();
        }

        Assert.Equal(3000, rows);
        Assert.Equal(["i", "t"], reader.Schema.FieldsList.Select(static field => field.Name));
    }

    [Fact]
    public async Task Query_EscapeFormulas_PutsAnApostropheBeforeThem()
    {
        var table = new TableInput { Text = """[{"=x":"=cmd|' /C calc'!A0","n":-1},{"=x":"+1","n":2},{"=x":" @SUM(1)","n":3},{"=x":"plain","n":4},{"=x":"＝1","n":5}]""" };

        var outcome = await _workers.QueryAsync(new QueryTable { Tables = [table], Sql = "FROM data ORDER BY n", Format = TableResultFormat.Csv, EscapeFormulas = true });

        Assert.Equal("'=x,n\n'=cmd|' /C calc'!A0,-1\n'+1,2\n' @SUM(1),3\nplain,4\n'＝1,5\n", outcome.Value!.Text);
    }

    [Fact]
    public async Task Query_MaxRows_CutsTheAnswerAndSaysSo()
    {
        var outcome = await _workers.QueryAsync(new QueryTable { Tables = [TableWorkers.Csv("a\n3\n1\n2\n")], Sql = "FROM data ORDER BY a", MaxRows = 2 });

        Assert.Equal("1\n2", TableWorkers.Rows(outcome));
        Assert.True(outcome.Value!.Truncated);
    }

    [Fact]
    public async Task Query_TypesThatChangeAfterTheBeginning_AreFoundByReadingAll()
    {
        var text = new StringBuilder("a\n");
        for (var row = 0; row < 50_000; row++)
        {
            text.Append(row).Append('\n');
        }

        var outcome = await _workers.QueryAsync("SELECT count(*), max(length(a)) FROM data", TableWorkers.Csv(text.Append("not a number\n").ToString()));

        Assert.Equal("50001|12", TableWorkers.Rows(outcome));
    }

    [Fact]
    public async Task Query_Canceled_StopsWhatWouldRunForEver()
    {
        await _workers.QueryAsync("SELECT 1");
        using var canceled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _workers.QueryAsync(
            new QueryTable { Tables = [TableWorkers.Csv("a\n1\n")], Sql = "SELECT sum(a.range * b.range * c.range) FROM range(1000000) a, range(1000000) b, range(1000000) c" }, canceled.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("1", TableWorkers.Rows(await _workers.QueryAsync("SELECT 1")));
    }

    [Fact]
    public async Task Query_NoLongerThanTheLimit_EndsInTime()
    {
        using var quick = new TableWorkers(static options => options.MaxTime = TimeSpan.FromMilliseconds(500));

        var outcome = await quick.QueryAsync("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 10 FROM n) SELECT count(*) FROM n");

        Assert.Equal("table.timed_out", outcome.Error?.Reason);
    }

    [Fact]
    public async Task Query_WhatCannotBeInterrupted_EndsItsProcessAndNothingElse()
    {
        using var quick = new TableWorkers(static options => (options.MaxTime, options.InterruptGrace) = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(50)));

        var outcome = await quick.QueryAsync("SELECT length(repeat('x', 300000000)), length(regexp_replace(repeat('ab', 20000000), '(a)(b)', '\\2\\1\\2', 'g')), len(list_sort(list_transform(range(30000000), lambda x: hash(x))))");

        Assert.Contains(outcome.Error?.Reason, (string[])["table.timed_out", "table.out_of_memory"]);
        Assert.Equal("1", TableWorkers.Rows(await quick.QueryAsync("SELECT 1")));
    }

    [Fact]
    public async Task Query_NestingThatOverflowsTheStack_EndsItsProcessAndNothingElse()
    {
        var outcome = await _workers.QueryAsync("SELECT json_transform('1', repeat('[', 1000000) || '\"INTEGER\"' || repeat(']', 1000000))");

        Assert.Equal("table.crashed", outcome.Error?.Reason);
        Assert.Equal(WorkErrorCode.EngineFailed, outcome.Error?.Code);
        Assert.Equal("1", TableWorkers.Rows(await _workers.QueryAsync("SELECT 1")));
    }
}
