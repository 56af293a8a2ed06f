using DuckDB.NET.Data;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>Files that other programs made, good and bad, against what DuckDB makes of them when it is called directly.</summary>
public sealed class RealTableTests(SharedTableWorkers shared) : IClassFixture<SharedTableWorkers>
{
    private const string Digest = "SELECT count(*), bit_xor(hash(whole)), min(hash(whole)), max(hash(whole)) FROM ";

    private readonly TableWorkers _workers = shared.Workers;

    [Fact]
    public async Task Query_EveryFile_AnswersAsDuckDbDoesOrRefuses()
    {
        var files = Files("csv").Concat(Files("parquet")).Concat(Files("parquet-bad")).ToList();
        var answered = 0;
        foreach (var file in files)
        {
            var outcome = await _workers.QueryAsync(Digest + "data whole", TableWorkers.File(file));

            if (IsHuge(file))
            {
                Assert.Equal("table.out_of_memory", outcome.Error?.Reason);
            }
            else if (Directly(file) is { } direct)
            {
                Assert.True(outcome.IsSuccess, $"{Path.GetFileName(file)}: {outcome.Error?.Message}");
                Assert.Equal(direct, TableWorkers.Rows(outcome));
                answered++;
            }
            else
            {
                Assert.Equal("table.unreadable", outcome.Error?.Reason);
            }
        }

        Assert.InRange(answered, 19, files.Count);
    }

    [Fact]
    public async Task Profile_EveryFile_IsDescribedOrRefused()
    {
        foreach (var file in Files("csv").Concat(Files("parquet")).Concat(Files("parquet-bad")))
        {
            var outcome = await _workers.ProfileAsync(new ProfileTable { Table = TableWorkers.File(file) });

            Assert.True(outcome.IsSuccess == (!IsHuge(file) && Directly(file) is not null), $"{Path.GetFileName(file)}: {outcome.Error?.Message}");
            Assert.All(outcome.Value?.Columns ?? [], column => Assert.InRange(column.NullCount, 0, outcome.Value!.RowCount));
        }
    }

    [Theory]
    [InlineData(TableResultFormat.Ndjson)]
    [InlineData(TableResultFormat.Csv)]
    [InlineData(TableResultFormat.Parquet)]
    [InlineData(TableResultFormat.Arrow)]
    public async Task Query_EveryGoodFile_IsWrittenInEveryFormat(TableResultFormat format)
    {
        foreach (var file in Files("csv").Concat(Files("parquet")).Where(static file => !IsHuge(file) && Directly(file) is not null))
        {
            var outcome = await _workers.QueryAsync(new QueryTable { Tables = [TableWorkers.File(file)], Sql = "FROM data", Format = format });

            Assert.True(outcome.IsSuccess, $"{Path.GetFileName(file)}: {outcome.Error?.Message}");
            Assert.Equal(format is TableResultFormat.Ndjson or TableResultFormat.Csv, outcome.Value.Text is not null);
        }
    }

    [Fact]
    public async Task Query_ParquetThatIsCutOrScrambled_IsAnsweredOrRefused()
    {
        var good = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "tables", "parquet", "alltypes_plain.snappy.parquet"), TestContext.Current.CancellationToken);
        var random = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            var bad = (byte[])good.Clone();
            for (var change = 0; change < 1 + (round % 20); change++)
            {
                bad[random.Next(4, bad.Length - 4)] = (byte)random.Next(256);
            }

            var outcome = await _workers.QueryAsync("SELECT * FROM data", new TableInput { Data = bad, Format = TableFormat.Parquet });

            Assert.True(
                outcome.IsSuccess || outcome.Error.Reason is "table.unreadable" or "table.out_of_memory" or "table.crashed" or "table.too_large" or "table.result_too_large",
                outcome.Error?.Message);
        }
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "tables", folder)).Order(StringComparer.Ordinal);

    /// <summary>Four kilobytes that hold two texts of more than a gigabyte.</summary>
    private static bool IsHuge(string file) => file.EndsWith("large_string_map.brotli.parquet", StringComparison.Ordinal);

    private static string? Directly(string file)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var source = file.EndsWith(".csv", StringComparison.Ordinal) ? "read_csv" : "read_parquet";
        command.CommandText = $"{Digest}{source}('{file}') whole";
        try
        {
            using var reader = command.ExecuteReader();
            Assert.True(reader.Read());
            return string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue));
        }
        catch (DuckDBException)
        {
            return null;
        }
    }
}
