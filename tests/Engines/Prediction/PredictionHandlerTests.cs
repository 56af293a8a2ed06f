using System.Globalization;
using System.Text;
using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Engines.Tables;

namespace WorkerGrains.Tests.Engines.Prediction;

public sealed class PredictionHandlerTests(SharedTableWorkers tables) : IClassFixture<SharedTableWorkers>, IDisposable
{
    private const string ThreeColumns = """{ "columns": [{ "name": "a" }, { "name": "b" }, { "name": "c" }] }""";

    private readonly PredictionWorker _worker = new(tables.Workers.Processes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _worker.Dispose();

    [Fact]
    public async Task RunAsync_Digits_AreReadAsTheModelsMakerSays()
    {
        _worker.Models.Add("digits", "1", SharedFiles.PathOrSkip("models", "classic", "digits_mlp.onnx"));
        _worker.Models.Write("digits", "model.json", JsonSerializer.Serialize(new { columns = Enumerable.Range(0, 64).Select(static place => new { name = $"p{place}" }) }));
        var csv = await File.ReadAllTextAsync(SharedFiles.PathOrSkip("models", "classic", "digits_test.csv"), Cancellation);

        var answer = await _worker.PredictAsync("digits", csv);

        var labels = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(static line => line.TrimEnd('\r').Split(',')[^1]).ToList();
        Assert.InRange(answer.Predictions.Zip(labels).Count(static pair => pair.First.Label == pair.Second), 519, 523);
        Assert.Equal((540, "digits", 1), (answer.RowCount, answer.Model, answer.ModelVersion));
        Assert.Equal(["label"], answer.IgnoredColumns);
        Assert.Equal(Enumerable.Range(0, 10).Select(static digit => digit.ToString(CultureInfo.InvariantCulture)), answer.Classes);
        Assert.All(answer.Predictions, static row => Assert.Equal(1, row.Probabilities!.Sum(), 1e-3));
    }

    [Theory]
    [InlineData("csv", "c,a,extra,B\n3,1,x,2\n")]
    [InlineData("json", """[{"c":3,"a":1,"B":2,"extra":[1,{"y":2}]}]""")]
    [InlineData("ndjson", """{"c":3,"a":1,"B":2,"extra":null}""")]
    [InlineData("tsv", "extra\tB\ta\tc\nx\t2\t1\t3\n")]
    [InlineData("texts", """[{"c":"3","a":" 1.0e0","B":"2","extra":""}]""")]
    public async Task RunAsync_AnyFormat_FindsColumnsByName(string format, string table)
    {
        Install("identity_f32.onnx", ThreeColumns);
        var input = new TableInput { Text = table, Format = format == "texts" ? TableFormat.Json : Enum.Parse<TableFormat>(format, ignoreCase: true) };

        var answer = await _worker.PredictAsync("model", new PredictTable { Table = input });

        Assert.Equal([1, 2, 3], Assert.Single(answer.Predictions).Scores!);
        Assert.Equal("2", answer.Predictions[0].Label);
        Assert.Equal(["extra"], answer.IgnoredColumns);
    }

    [Fact]
    public async Task RunAsync_RowsParquetAndArrow_AreReadAlike()
    {
        Install("identity_f32.onnx", ThreeColumns);
        foreach (var format in (TableResultFormat[])[TableResultFormat.Parquet, TableResultFormat.Arrow])
        {
            var written = await tables.Workers.QueryAsync(new QueryTable { Sql = "SELECT a, a + 0.25 AS b, (a % 2 = 0) AS c FROM data", Tables = [TableWorkers.Csv("a\n1\n2\n")], Format = format });

            var answer = await _worker.PredictAsync("model", new PredictTable { Data = written.Value!.Data });

            Assert.Equal([1, 1.25f, 0, 2, 2.25f, 1], answer.Predictions.SelectMany(static row => row.Scores!));
        }

        var rows = await _worker.PredictAsync("model", new PredictTable { Rows = [JsonSerializer.SerializeToElement(new { a = 0.5, b = 0.25, c = 0.25 }), JsonSerializer.SerializeToElement(new { c = 0, b = 1, a = 0 })] });

        Assert.Equal([0.5f, 0.25f, 0.25f, 0, 1, 0], rows.Predictions.SelectMany(static row => row.Probabilities!));
        Assert.Equal(["0", "1"], rows.Predictions.Select(static row => row.Label));
    }

    [Fact]
    public async Task RunAsync_MoreRowsThanARun_KeepTheirOrder()
    {
        using var small = new PredictionWorker(tables.Workers.Processes, predictions: static options => options.RowsPerRun = 7);
        small.Models.AddTiny("model", "1", "two_outputs_f32.onnx").Write("model", "model.json", ThreeColumns);
        var csv = "a,b,c\n" + string.Concat(Enumerable.Range(0, 5000).Select(static row => $"{row},1,2\n"));

        var answer = await small.PredictAsync("model", csv);

        Assert.Equal(Enumerable.Range(0, 5000).Select(static row => (double?)row + 3), answer.Predictions.Select(static row => row.Value));
        Assert.All(answer.Predictions, static row => Assert.True(row is { Label: null, Probabilities: null, Scores: null }));
        Assert.Null(answer.Classes);
    }

    [Fact]
    public async Task RunAsync_MapsOfClasses_GiveTheirNames()
    {
        Install("zipmap_seq_map.onnx", ThreeColumns);

        var answer = await _worker.PredictAsync("model", "a,b,c\n0.1,0.7,0.2\n0.8,0.1,0.1\n");

        Assert.Equal(3, answer.Classes!.Count);
        Assert.All(answer.Predictions, row => Assert.Contains(row.Label, answer.Classes));
        Assert.All(answer.Predictions, static row => Assert.Equal(3, (row.Probabilities ?? row.Scores)!.Count));
    }

    [Fact]
    public async Task RunAsync_NamesOfClasses_AreTheLabels()
    {
        Install("identity_f32.onnx", """{ "labels": "labels.txt", "columns": [{ "name": "a" }, { "name": "b" }] }""");
        _worker.Models.Write("model", "labels.txt", "no\nyes\n");

        var answer = await _worker.PredictAsync("model", "a,b\n0.9,0.1\n0.2,0.8\n");

        Assert.Equal(["no", "yes"], answer.Classes!);
        Assert.Equal(["no", "yes"], answer.Predictions.Select(static row => row.Label));
    }

    [Fact]
    public async Task RunAsync_OneInputAColumn_NeedsNoSettings()
    {
        Install("fails_on_bad_index.onnx");

        var answer = await _worker.PredictAsync("model", "idx\n0\n1\n");

        Assert.Equal(2, answer.Predictions.Count);
        Assert.All(answer.Predictions, static row => Assert.NotNull(row.Value));
    }

    [Fact]
    public async Task RunAsync_NoRows_GivesNone()
    {
        Install("identity_f32.onnx", ThreeColumns);

        Assert.Empty((await _worker.PredictAsync("model", "a,b,c\n")).Predictions);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "table.column_missing", "'c'")]
    [InlineData("a,b,c\n1,2,3\n1,2,three\n", "table.value_invalid", "row 2 in the column 'c'")]
    [InlineData("a,b,c\n1,2,2026-01-01\n", "table.column_mismatch", "'c'")]
    [InlineData("a,b,c\n1,1e300,3\n", "table.value_invalid", "row 1 in the column 'b'")]
    [InlineData("a,b,c\n1,2,3\n1,,3\n", "table.prediction_not_finite", "row 2")]
    public async Task RunAsync_TableThatIsNotTheModels_SaysWhereAndWhatIsExpected(string csv, string reason, string place)
    {
        Install("identity_f32.onnx", ThreeColumns);

        var error = await _worker.RefuseAsync("model", csv);

        Assert.Equal(reason, error.Reason);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("three", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e30")]
    [InlineData("\"\"")]
    public async Task RunAsync_NumberThatTheTypeDoesNotHold_IsRefused(string value)
    {
        Install("fails_on_bad_index.onnx");

        Assert.Equal("table.value_invalid", (await _worker.RefuseAsync("model", $"idx,other\n{value},1\n")).Reason);
    }

    [Fact]
    public async Task RunAsync_ModelThatFails_IsSaidAndOthersGoOn()
    {
        Install("fails_on_bad_index.onnx");

        Assert.Equal("model.run_failed", (await _worker.RefuseAsync("model", "idx\n1000000\n")).Reason);
        Assert.Single((await _worker.PredictAsync("model", "idx\n1\n")).Predictions);
    }

    [Theory]
    [InlineData("add_two_inputs_f32.onnx", null, "columns of numbers")]
    [InlineData("identity_f32.onnx", null, "'columns'")]
    [InlineData("mul2_f32.onnx", ThreeColumns, "3 columns, but it takes 4")]
    [InlineData("identity_string.onnx", ThreeColumns, "neither a label")]
    public async Task RunAsync_ModelThatIsNotForTables_SaysWhatToAdd(string file, string? settings, string words)
    {
        Install(file, settings);

        var error = await _worker.RefuseAsync("model", "a,b,c\n1,2,3\n");

        Assert.Equal("table.model_unfit", error.Reason);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,c\n1,2\n1,\"2", null, "table.unreadable")]
    [InlineData("\0\u0001\u0002", null, "table.format_unknown")]
    [InlineData("a,b,c\n1,2,3\n1,2,3\n1,2,3\n", "rows", "table.too_large")]
    [InlineData("a,b,c\n1,2,3\n1,2,3\n", "probabilities", "table.predictions_too_many")]
    public async Task RunAsync_OutsideTheLimits_IsRefused(string table, string? limit, string reason)
    {
        using var worker = new PredictionWorker(tables.Workers.Processes, predictions: options => (options.MaxRows, options.MaxProbabilities) = (limit == "rows" ? 2 : 100, limit == "probabilities" ? 5 : 100));
        worker.Models.AddTiny("model", "1", "identity_f32.onnx").Write("model", "model.json", ThreeColumns);

        var input = new TableInput { Text = table, Format = reason == "table.unreadable" ? TableFormat.Parquet : limit is null ? null : TableFormat.Csv };

        Assert.Equal(reason, (await worker.RefuseAsync("model", new PredictTable { Table = input })).Reason);
    }

    [Theory]
    [InlineData("table.timed_out")]
    [InlineData("table.out_of_memory")]
    [InlineData("table.too_large")]
    public async Task RunAsync_MoreThanARequestMayTake_EndsWithItsCode(string reason)
    {
        using var worker = new PredictionWorker(tables: options => _ = reason switch
        {
            "table.out_of_memory" => options.MemoryMebibytes = 64,
            "table.too_large" => options.MaxResultBytes = 1024 * 1024,
            _ => options.Threads = 1,
        }, predictions: static options => options.MaxRows = 10_000_000);
        worker.Models.AddTiny("model", "1", "identity_f32.onnx").Write("model", "model.json", ThreeColumns);
        var table = new StringBuilder("a,b,c,d\n");
        for (var row = 0; row < 400_000; row++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{row}.5,{row}.25,{row},a text that is another in row {row} and long enough to be kept apart from others {row * 7919L}\n");
        }

        await worker.PredictAsync("model", "a,b,c\n1,2,3\n");
        worker.TableOptions.MaxTime = reason == "table.timed_out" ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMinutes(1);
        Assert.Equal(reason, (await worker.RefuseAsync("model", new PredictTable { Data = Encoding.UTF8.GetBytes(table.ToString()), DataFormat = TableFormat.Csv })).Reason);
    }

    [Fact]
    public async Task RunAsync_DeepJson_EndsItsProcessAndNothingElse()
    {
        Install("identity_f32.onnx", ThreeColumns);
        var deep = new TableInput { Text = "[{\"a\":" + new string('[', 200_000) + new string(']', 200_000) + "}]", Format = TableFormat.Json };

        Assert.Contains((await _worker.RefuseAsync("model", new PredictTable { Table = deep })).Reason, (string[])["table.crashed", "table.unreadable"]);
        Assert.Single((await _worker.PredictAsync("model", "a,b,c\n1,2,3\n")).Predictions);
    }

    [Fact]
    public async Task RunAsync_NoModelOrAnUnknownOne_SaysSo()
    {
        Assert.Equal(WorkErrorCode.InvalidInput, (await _worker.SendAsync(null, PredictionWorker.Csv("a\n1\n"))).Error!.Code);
        Assert.Equal(WorkErrorCode.UnknownModel, (await _worker.SendAsync("nothing", PredictionWorker.Csv("a\n1\n"))).Error!.Code);
    }

    [Fact]
    public async Task RunAsync_GivenUp_LetsTheModelGo()
    {
        Install("identity_f32.onnx", ThreeColumns);
        await _worker.PredictAsync("model", "a,b,c\n1,2,3\n");
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _worker.SendAsync("model", PredictionWorker.Csv("a,b,c\n1,2,3\n"), canceled.Token));

        Assert.True(await _worker.Repository.Find("model")!.UnloadAsync(Cancellation));
        Assert.Equal(WorkErrorCode.NotReady, (await _worker.SendAsync("model", PredictionWorker.Csv("a,b,c\n1,2,3\n"))).Error!.Code);
    }

    private void Install(string file, string? settings = null)
    {
        _worker.Models.AddTiny("model", "1", file);
        if (settings is not null)
        {
            _worker.Models.Write("model", "model.json", settings);
        }
    }
}
