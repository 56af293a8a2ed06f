using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>Answers whose rows are read while the query runs.</summary>
public sealed class TableStreamTests(SharedTableWorkers fixture) : IClassFixture<SharedTableWorkers>
{
    private const string Endless = "SELECT i + j AS n FROM range(10000000) a(i), range(10000000) b(j)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TableResultFormat.Json)]
    [InlineData(TableResultFormat.Ndjson)]
    public async Task Stream_Rows_AreThoseOfTheAnswer(TableResultFormat format)
    {
        const string Sql = """
            SELECT i, 'té"xt' || i AS "a 'b'", CASE i WHEN 1 THEN 'nan'::DOUBLE ELSE -i / 0.1 END AS d, [i, NULL] AS l, '\x00\xff'::BLOB AS b, 'NaN' AS n, DATE '2024-01-01' AS day
            FROM range(2500) r(i) ORDER BY i DESC
            """;
        var rows = new ItemList<TableRow>();

        var streamed = await fixture.Workers.StreamAsync(Query(Sql) with { Format = format }, rows);
        var whole = await fixture.Workers.QueryAsync(Query(Sql));

        Assert.Equal(
            TableWorkers.Rows(whole),
            string.Join('\n', rows.Items.Select(row => string.Join('|', whole.Value!.Columns.Select(column => row.Values[column.Name].GetRawText())))));
        Assert.Equal(["i", "a 'b'", "d", "l", "b", "n", "day"], rows.Items[0].Values.Keys);
        Assert.Equal((2500L, false, null, null), (streamed.Value!.RowCount, streamed.Value.Truncated, streamed.Value.Rows, streamed.Value.Text));
        Assert.Equal(whole.Value!.Columns, streamed.Value.Columns);
    }

    [Fact]
    public async Task Stream_FormatThatIsNoRows_ComesWithTheAnswer()
    {
        var rows = new ItemList<TableRow>();

        var outcome = await fixture.Workers.StreamAsync(Query("SELECT 1 AS n") with { Format = TableResultFormat.Csv }, rows);

        Assert.Empty(rows.Items);
        Assert.Equal("n\n1\n", outcome.Value!.Text);
    }

    [Fact]
    public async Task Stream_MoreThanAnAnswerMayHave_IsGivenAllTheSame()
    {
        using var small = new TableWorkers(static options => (options.MemoryMebibytes, options.MaxResultRows, options.MaxResultBytes) = (64, 5, 4096));
        var rows = new RowCounter();

        var outcome = await small.StreamAsync(Query("SELECT i, repeat('x', 2000) AS t FROM range(100000) r(i)"), rows);

        Assert.Equal((100_000L, 100_000L), (outcome.Value?.RowCount, rows.Count));
    }

    [Fact]
    public async Task Stream_MaxRows_CutsItAndSaysSo()
    {
        var rows = new ItemList<TableRow>();

        var cut = await fixture.Workers.StreamAsync(Query(Endless) with { MaxRows = 3 }, rows);
        var whole = await fixture.Workers.StreamAsync(Query("FROM range(3)") with { MaxRows = 3 }, rows);

        Assert.Equal((3L, true), (cut.Value!.RowCount, cut.Value.Truncated));
        Assert.Equal((3L, false), (whole.Value!.RowCount, whole.Value.Truncated));
        Assert.Equal(6, rows.Items.Count);
    }

    [Fact]
    public async Task Stream_FailureInTheMiddle_ComesAfterTheRowsBeforeIt()
    {
        var rows = new ItemList<TableRow>();

        // DuckDB is never as far ahead of its reader as the row that fails.
        var outcome = await fixture.Workers.StreamAsync(Query("SELECT repeat('x', 1000) AS t, CASE WHEN i < 50000 THEN '1' ELSE 'secret' END::INTEGER AS n FROM range(60000) r(i)"), rows);

        Assert.Equal("table.sql_failed", outcome.Error?.Reason);
        Assert.DoesNotContain("secret", outcome.Error!.Message, StringComparison.Ordinal);
        Assert.InRange(rows.Items.Count, 1, 50_000);
    }

    [Theory]
    [InlineData("SELECT repeat('x', 300000) AS t", "table.result_too_large")]
    [InlineData("SELECT repeat(chr(127), 250000) AS t", "table.result_too_large")]
    [InlineData("SELECT repeat('x', 10000000) AS t", "table.result_too_large")]
    [InlineData("SELECT (repeat('[', 40) || repeat(']', 40))::JSON AS t", "table.result_too_large")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')", "table.sql_not_allowed")]
    [InlineData("SELECT nothing FROM data", "table.sql_invalid")]
    public async Task Stream_WhatIsRefused_HasNoRows(string sql, string reason)
    {
        var rows = new ItemList<TableRow>();

        var outcome = await fixture.Workers.StreamAsync(Query(sql), rows);

        Assert.Equal(reason, outcome.Error?.Reason);
        Assert.Empty(rows.Items);
    }

    [Fact]
    public async Task Stream_RowThatIsTooLong_ComesAfterTheRowsBeforeIt()
    {
        var rows = new ItemList<TableRow>();

        var outcome = await fixture.Workers.StreamAsync(Query("SELECT repeat('x', CASE WHEN i < 3 THEN 1 ELSE 300000 END) AS t FROM range(4) r(i)"), rows);

        Assert.Equal(("table.result_too_large", 3), (outcome.Error?.Reason, rows.Items.Count));
    }

    [Fact]
    public async Task Stream_ReaderThatBreaks_LeavesNoQueryBehindForTheNext()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Workers.StreamAsync(Query(Endless), new BrokenRows()));

        Assert.Equal("1", TableWorkers.Rows(await fixture.Workers.QueryAsync("SELECT 1")));
    }

    [Fact]
    public async Task Stream_Canceled_StopsAQueryThatWaitsForItsReader()
    {
        using var canceled = new CancellationTokenSource();
        var rows = new HoldingRows(room: 100);

        var running = fixture.Workers.StreamAsync(Query(Endless), rows, canceled.Token);
        await rows.Full.Task.WaitAsync(Cancellation);
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(100, rows.Count);
        Assert.Equal("1", TableWorkers.Rows(await fixture.Workers.QueryAsync("SELECT 1")));
    }

    [Fact]
    public async Task Stream_ReaderThatDoesNotGoOn_KeepsTheProcessNoLongerThanAQueryMay()
    {
        using var quick = new TableWorkers(static options => options.MaxTime = TimeSpan.FromSeconds(1));

        var outcome = await quick.StreamAsync(Query(Endless), new HoldingRows(room: 1));

        Assert.Equal("table.timed_out", outcome.Error?.Reason);
        Assert.Equal("1", TableWorkers.Rows(await quick.QueryAsync("SELECT 1")));
    }

    private static QueryTable Query(string sql) => new() { Data = "a\n1\n"u8.ToArray(), Sql = sql };

    private sealed class RowCounter : IItemSink<TableRow>
    {
        public long Count { get; private set; }

        public ValueTask WriteAsync(TableRow item, CancellationToken cancellationToken)
        {
            Count++;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class BrokenRows : IItemSink<TableRow>
    {
        public ValueTask WriteAsync(TableRow item, CancellationToken cancellationToken) => throw new InvalidOperationException("Broken.");
    }

    /// <summary>Has room for so many rows and then no more.</summary>
    private sealed class HoldingRows(int room) : IItemSink<TableRow>
    {
        public int Count { get; private set; }

        public TaskCompletionSource Full { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask WriteAsync(TableRow item, CancellationToken cancellationToken)
        {
            if (Count == room)
            {
                Full.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            Count++;
        }
    }
}
