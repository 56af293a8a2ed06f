using System.Text;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Tables;

public sealed class TableRefusalTests(SharedTableWorkers shared) : IClassFixture<SharedTableWorkers>
{
    private readonly TableWorkers _workers = shared.Workers;

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT content FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_blob('/proc/self/environ')")]
    [InlineData("SELECT * FROM read_parquet('/etc/passwd')")]
    [InlineData("SELECT * FROM read_json('https://example.org/x.json')")]
    [InlineData("SELECT * FROM 'https://example.org/x.parquet'")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM glob('/proc/self/fd/*')")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM parquet_metadata('/etc/passwd')")]
    [InlineData("ATTACH '/tmp/other.db'")]
    [InlineData("DETACH memory")]
    [InlineData("COPY data TO '/tmp/out.csv'")]
    [InlineData("COPY (SELECT 1) TO '/tmp/out.csv'")]
    [InlineData("EXPORT DATABASE '/tmp/out'")]
    [InlineData("IMPORT DATABASE '/tmp/out'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SELECT * FROM st_read('x')")]
    [InlineData("SET threads = 64")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("RESET memory_limit")]
    [InlineData("PRAGMA threads = 4")]
    [InlineData("PRAGMA database_list")]
    [InlineData("PRAGMA version")]
    [InlineData("CALL pragma_version()")]
    [InlineData("EXPLAIN ANALYZE SELECT 1")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP TABLE data")]
    [InlineData("SELECT 1; SET threads = 64")]
    [InlineData("DROP TABLE data")]
    [InlineData("INSERT INTO data VALUES (1, 'x') RETURNING a")]
    [InlineData("UPDATE data SET a = 1")]
    [InlineData("DELETE FROM data")]
    [InlineData("CREATE TABLE x AS SELECT 1")]
    [InlineData("CREATE MACRO f() AS 1")]
    [InlineData("PREPARE x AS SELECT 1")]
    [InlineData("SET VARIABLE x = 1")]
    [InlineData("BEGIN")]
    [InlineData("CHECKPOINT")]
    [InlineData("VACUUM")]
    [InlineData("-- nothing")]
    public async Task Query_AnythingButOneSelectOverTheTables_IsRefused(string sql)
    {
        var outcome = await _workers.QueryAsync(sql);

        Assert.Equal("table.sql_not_allowed", outcome.Error?.Reason);
    }

    [Theory]
    [InlineData("SELECT typo FROM data", "There is no such column: typo (line 1, column 8).")]
    [InlineData("SELECT a,\n  data.typo FROM data", "There is no such column (line 2, column 3).")]
    [InlineData("SELECT 'ü', * FROM missing", "There is no such table: missing (line 1, column 20).")]
    [InlineData("SELECT * FROM '/etc/passwd'", "There is no such table (line 1, column 15).")]
    [InlineData("SELECT nofunc(a) FROM data", "There is no such function: nofunc (line 1, column 8).")]
    [InlineData("SELECT sum(b) FROM data", "The function does not take arguments of these types: sum (line 1, column 8).")]
    [InlineData("SELECT b, sum(a) FROM data", "A column must be in GROUP BY or inside an aggregate (line 1, column 8).")]
    [InlineData("SELEC 1", "The SQL has a syntax error (line 1, column 1).")]
    [InlineData("SELECT 1 +", "The SQL has a syntax error (line 1, column 11).")]
    [InlineData("SELECT 1 /* no end", "The SQL has a syntax error (line 1, column 10).")]
    [InlineData("SELECT 1) TO '/tmp/x' --", "The SQL has a syntax error (line 1, column 9).")]
    [InlineData("SELECT * FROM data WHERE a = ?", "The SQL has parameters ('?' or '$1'); write the values into it.")]
    [InlineData("SELECT 1\0; DROP TABLE data", "The SQL has a character that no SQL has (NUL).")]
    public async Task Query_WrongSql_SaysWhatAndWhere(string sql, string message)
    {
        var outcome = await _workers.QueryAsync(sql);

        Assert.Equal(("table.sql_invalid", message), (outcome.Error?.Reason, outcome.Error?.Message));
    }

    [Theory]
    [InlineData("SELECT b::INTEGER FROM data")]
    [InlineData("SELECT error('x is secret')")]
    [InlineData("SELECT 9223372036854775807 + a FROM data")]
    [InlineData("SELECT json_extract(b, '$.x') FROM data")]
    public async Task Query_FailingOnAValue_DoesNotShowIt(string sql)
    {
        var outcome = await _workers.QueryAsync(sql, TableWorkers.Csv("a,b\n1,secret\n"));

        Assert.Equal("table.sql_failed", outcome.Error?.Reason);
        Assert.DoesNotContain("secret", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_DeepSql_IsRefused()
    {
        foreach (var sql in (string[])[
            "SELECT " + new string('(', 20_000) + "1" + new string(')', 20_000),
            "SELECT " + string.Concat(Enumerable.Repeat("1+", 20_000)) + "1",
            "SELECT " + string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "true",
            "SELECT " + new string('[', 20_000) + "1" + new string(']', 20_000)])
        {
            Assert.Equal("table.sql_invalid", (await _workers.QueryAsync(sql)).Error?.Reason);
        }
    }

    [Theory]
    [InlineData("SELECT * FROM range(1000000000)", "table.result_too_large")]
    [InlineData("SELECT repeat('x', 100000000)", "table.result_too_large")]
    [InlineData("SELECT repeat('x', 1000000) || range FROM range(300)", "table.out_of_memory")]
    [InlineData("SELECT count(DISTINCT hash(range)) FROM range(1000000000)", "table.out_of_memory")]
    [InlineData("SELECT len(range(2000000000))", "table.out_of_memory")]
    [InlineData("SELECT list(a.range ORDER BY random()) FROM range(100000000) a", "table.out_of_memory")]
    public async Task Query_MoreThanAnyoneCanCarry_IsRefused(string sql, string reason)
    {
        var outcome = await _workers.QueryAsync(sql);

        Assert.Equal(reason, outcome.Error?.Reason);
    }

    [Fact]
    public async Task Query_MoreThanTheLimits_IsRefused()
    {
        using var small = new TableWorkers(static options => (options.MaxRows, options.MaxColumns, options.MaxValueBytes, options.MaxResultRows, options.MaxResultBytes) = (10, 3, 2048, 5, 4096));
        var rows = TableWorkers.Csv("a\n" + string.Concat(Enumerable.Repeat("1\n", 11)));
        var lines = "{\"a\":1}\n" + "{\"a\":\"" + new string('x', 10_000) + "\"}\n";

        Assert.Equal("table.too_large", (await small.QueryAsync("SELECT 1", rows)).Error?.Reason);
        Assert.Equal("table.too_large", (await small.QueryAsync("SELECT 1", TableWorkers.Csv("a,b,c,d\n1,2,3,4\n"))).Error?.Reason);
        Assert.Equal("table.too_large", (await small.QueryAsync("SELECT 1", TableWorkers.Csv("a\n" + new string('x', 10_000) + "\n"))).Error?.Reason);
        Assert.Equal("table.too_large", (await small.QueryAsync("SELECT 1", new TableInput { Text = lines, Format = TableFormat.Ndjson })).Error?.Reason);
        Assert.Equal("table.result_too_large", (await small.QueryAsync("SELECT 1, 2, 3, 4")).Error?.Reason);
        Assert.Equal("table.result_too_large", (await small.QueryAsync("FROM range(6)")).Error?.Reason);
        Assert.Equal("table.result_too_large", (await small.QueryAsync("SELECT repeat('x', 3000)")).Error?.Reason);
        Assert.Equal("table.result_too_large", (await small.QueryAsync("SELECT repeat('x', 2000) FROM range(5)")).Error?.Reason);
        Assert.Equal("table.result_too_large", (await small.QueryAsync("SELECT '" + new string('[', 40) + new string(']', 40) + "'::JSON")).Error?.Reason);
    }

    [Fact]
    public async Task Query_WhatIsNoTable_IsRefused()
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);

        Assert.Equal("table.format_unknown", (await _workers.QueryAsync("SELECT 1", new TableInput { Data = noise })).Error?.Reason);
        Assert.Equal("table.format_unknown", (await _workers.QueryAsync("SELECT 1", new TableInput { Text = "" })).Error?.Reason);
        foreach (var format in Enum.GetValues<TableFormat>())
        {
            Assert.Equal("table.unreadable", (await _workers.QueryAsync("SELECT 1", new TableInput { Data = noise, Format = format })).Error?.Reason);
        }

        Assert.Equal("table.unreadable", (await _workers.QueryAsync("SELECT 1", new TableInput { Text = "[{\"a\":1}, {\"a\"" })).Error?.Reason);
        Assert.Equal("table.unreadable", (await _workers.QueryAsync("SELECT 1", new TableInput { Text = "{\"a\":1}\nnot json\n" })).Error?.Reason);
        Assert.Equal("table.name_taken", (await _workers.QueryAsync("SELECT 1", TableWorkers.Csv("a\n1\n", "x"), TableWorkers.Csv("a\n1\n", "X"))).Error?.Reason);
    }

    [Fact]
    public async Task Query_DeepJson_IsAnsweredOrRefused()
    {
        var deep = Encoding.UTF8.GetBytes("[{\"a\":" + new string('[', 200_000) + new string(']', 200_000) + "}]");

        var outcome = await _workers.QueryAsync("SELECT count(*) FROM data", new TableInput { Data = deep, Format = TableFormat.Json });

        Assert.True(outcome.IsSuccess || outcome.Error.Reason is "table.unreadable" or "table.crashed", outcome.Error?.Message);
        Assert.Equal("1", TableWorkers.Rows(await _workers.QueryAsync("SELECT 1")));
    }
}
