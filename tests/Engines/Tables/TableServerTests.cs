using System.Diagnostics;
using System.Globalization;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Programs;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>The process for tables, when who started it is gone.</summary>
public sealed class TableServerTests
{
    private static readonly TableLimits s_limits = new()
    {
        MemoryBytes = 256L * 1024 * 1024,
        Threads = 1,
        MaxRows = 1000,
        MaxColumns = 10,
        MaxValueBytes = 1024 * 1024,
        MaxResultRows = 1000,
        MaxResultBytes = 1024 * 1024,
    };

    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 10 FROM n) SELECT count(*) FROM n", false)]
    [InlineData("SELECT repeat('a', 60) LIKE '%a_%a_%a_%a_%a_%a_%a_%a_%a_%b'", true)]
    public async Task Input_Ends_EndsTheProcessWhateverItDoes(string sql, bool isInterrupted)
    {
        var start = DotNetProgram.StartInfo(typeof(TableWork).Assembly.Location, (2L << 30).ToString(CultureInfo.InvariantCulture), (1L << 30).ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        try
        {
            // An answer shows that it has started.
            Write(process, 1, "SELECT 1");
            Assert.Equal(1, TableFrames.Read(process.StandardOutput.BaseStream)?.Id);
            Write(process, 2, sql);
            if (isInterrupted)
            {
                // Of which this query takes no notice.
                TableFrames.Write(process.StandardInput.BaseStream, TableFrames.Cancel, 2, record: null);
            }

            process.StandardInput.Close();

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            process.Kill();
        }
    }

    private static void Write(Process process, int id, string sql) => TableFrames.Write(
        process.StandardInput.BaseStream, TableFrames.Work, id, new TableWork { Limits = s_limits, Files = [], Query = new QueryWork { Sql = sql, Format = TableResultFormat.Csv } });
}
