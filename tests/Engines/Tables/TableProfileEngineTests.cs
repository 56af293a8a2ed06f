using System.Globalization;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Tables;

public sealed class TableProfileEngineTests(SharedTableWorkers shared) : IClassFixture<SharedTableWorkers>
{
    private readonly TableWorkers _workers = shared.Workers;

    [Fact]
    public async Task Profile_Numbers_AreCountedAndSpread()
    {
        var text = "n\n" + string.Concat(Enumerable.Range(1, 100).Select(static n => n.ToString(CultureInfo.InvariantCulture) + "\n")) + "\"\"\n7\n7\n";

        var column = (await ProfileAsync(TableWorkers.Csv(text))).Columns.Single();

        Assert.Equal(("n", "BIGINT", 1, 100, "1", "100"), (column.Name, column.Type, column.NullCount, column.DistinctCount, column.Min, column.Max));
        Assert.Equal(5064.0 / 102, column.Mean!.Value, 1e-9);
        Assert.Equal(29.6, column.StandardDeviation!.Value, 0.5);
        Assert.Equal(49.5, column.Quantiles!.Single(static quantile => quantile.Probability == 0.5).Value, 1e-9);
        Assert.Equal(new ValueCount { Value = "7", Count = 3 }, column.TopValues[0]);
        Assert.Equal((10, 102, 1.0, 100.0), (column.Histogram!.Count, column.Histogram.Sum(static bin => bin.Count), column.Histogram[0].From, column.Histogram[^1].To));
    }

    [Fact]
    public async Task Profile_TextsDatesAndLists_AreDescribedAsFarAsTheyCan()
    {
        var table = new TableInput
        {
            Text = """[{"t":"b","d":"2024-01-02","l":[1,2],"x":"NaN"},{"t":"a","d":"2024-03-01","l":[1,2],"x":null},{"t":"b","d":null,"l":null,"x":null}]""",
        };

        var profile = await ProfileAsync(table);

        Assert.Equal((3L, true), (profile.RowCount, profile.IsExact));
        Assert.Equal(["t VARCHAR 0 2 a b", "d DATE 1 2 2024-01-02 2024-03-01", "l BIGINT[] 1 1  ", "x VARCHAR 2 1 NaN NaN"],
            profile.Columns.Select(static column => $"{column.Name} {column.Type} {column.NullCount} {column.DistinctCount} {column.Min} {column.Max}"));
        Assert.All(profile.Columns, static column => Assert.True(column.Mean is null && column.Histogram is null));
        Assert.Equal(new ValueCount { Value = "[1, 2]", Count = 2 }, profile.Columns[2].TopValues.Single());
    }

    [Fact]
    public async Task Profile_NumbersThatAreNone_AreLeftOut()
    {
        var column = (await ProfileAsync(TableWorkers.Csv("x\n1.5\nnan\ninf\n2.5\n-1e308\n1e308\n"))).Columns.Single();

        Assert.Equal("DOUBLE", column.Type);
        Assert.Null(column.StandardDeviation);
        Assert.All(column.Quantiles!, static quantile => Assert.True(double.IsFinite(quantile.Value)));
        Assert.Equal(4, column.Histogram!.Sum(static bin => bin.Count));
    }

    [Fact]
    public async Task Profile_Columns_AreThoseAskedFor()
    {
        var outcome = await _workers.ProfileAsync(new ProfileTable { Data = "a,b\n1,2\n"u8.ToArray(), Columns = ["b"], Bins = 0, TopValues = 0 });
        var unknown = await _workers.ProfileAsync(new ProfileTable { Data = "a,b\n1,2\n"u8.ToArray(), Columns = ["c"] });

        Assert.Equal("b", Assert.Single(outcome.Value!.Columns).Name);
        Assert.Empty(outcome.Value.Columns[0].TopValues);
        Assert.Equal("table.column_unknown", unknown.Error?.Reason);
    }

    [Fact]
    public async Task Profile_NoRows_HasNothingToSay()
    {
        var outcome = await _workers.ProfileAsync(new ProfileTable { Table = new TableInput { Text = "a,b\n", Format = TableFormat.Csv, Header = true } });

        Assert.Equal(0, outcome.Value!.RowCount);
        Assert.All(outcome.Value.Columns, static column => Assert.True(column is { NullCount: 0, DistinctCount: 0, Min: null, Mean: null, TopValues.Count: 0 }));
    }

    [Fact]
    public async Task Profile_MoreThanAMillionRows_IsEstimated()
    {
        var numbers = await _workers.QueryAsync(new QueryTable { Data = "a\n1\n"u8.ToArray(), Sql = "SELECT range AS n FROM range(1000000)", Format = TableResultFormat.Parquet });
        using var generous = new TableWorkers(static options => options.MaxResultRows = 2_000_000);
        var doubled = await generous.QueryAsync(new QueryTable { Tables = [new TableInput { Data = numbers.Value!.Data }], Sql = "SELECT n FROM data UNION ALL SELECT n + 1000000 FROM data", Format = TableResultFormat.Parquet });

        var profile = await ProfileAsync(new TableInput { Data = doubled.Value!.Data });

        Assert.False(profile.IsExact);
        Assert.InRange(profile.Columns[0].DistinctCount, 1_800_000, 2_200_000);
        Assert.InRange(profile.Columns[0].Quantiles!.Single(static quantile => quantile.Probability == 0.5).Value, 980_000, 1_020_000);
    }

    private async Task<TableProfile> ProfileAsync(TableInput table)
    {
        var outcome = await _workers.ProfileAsync(new ProfileTable { Table = table });
        Assert.Null(outcome.Error);
        return outcome.Value!;
    }
}
