using System.Globalization;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Prediction;
using WorkerGrains.Tests.Engines.Tables;
using WorkerGrains.Training.Tables;

namespace WorkerGrains.Tests.Training;

public sealed class TableTrainingTests(SharedTableWorkers tables) : IClassFixture<SharedTableWorkers>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trees")]
    [InlineData("linear")]
    public void Run_SameRows_GiveTheSameModelAndItsNextVersion(string trainer)
    {
        var data = Write(Mixed(200));

        var first = Train(data, "kind", $"--trainer={trainer}");
        var second = Train(data, "kind", $"--trainer={trainer}");

        Assert.Equal(first[..^1], second[..^1]);
        Assert.Equal("Version 2 of 'model' is written.", second[^1]);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "models", "model", "2", "model.zip")));
        Assert.InRange(Figure(first, "accuracy"), 0.97, 1);
    }

    [Fact]
    public async Task Run_NumbersTextsAndTruthValues_PredictAsMeasured()
    {
        var (data, test) = (Write(Mixed(300)), Write(Mixed(60, start: 1000)));
        var report = Train(data, "kind", $"--test={test}");
        using var worker = new PredictionWorker(tables.Workers.Processes);
        Directory.Move(Path.Combine(_folder.Path, "models", "model"), Path.Combine(worker.Models.Path, "model"));

        var answer = await worker.PredictAsync("model", new PredictTable { Data = await File.ReadAllBytesAsync(test, TestContext.Current.CancellationToken) });

        var labels = (await File.ReadAllLinesAsync(test, TestContext.Current.CancellationToken))[1..].Select(static line => line.Split(',')[^1]).ToList();
        var right = answer.Predictions.Zip(labels).Count(static pair => pair.First.Label == pair.Second);
        Assert.Equal(Figure([.. report.SkipWhile(static line => !line.StartsWith("test table", StringComparison.Ordinal))], "accuracy"), Math.Round((double)right / labels.Count, 4));
        Assert.Equal(["kind"], answer.IgnoredColumns);
        Assert.Equal("table.category_unknown", (await worker.RefuseAsync("model", "size,colour,is_old\n1,violet,true\n")).Reason);
        Assert.Equal("table.value_invalid", (await worker.RefuseAsync("model", "size,colour,is_old\n1,red,perhaps\n")).Reason);

        // What is missing is missing to the trees too.
        Assert.NotNull((await worker.PredictAsync("model", "size,colour,is_old\n,red,true\n")).Predictions[0].Label);
    }

    [Theory]
    [InlineData("trees")]
    [InlineData("linear")]
    public void Run_Amounts_AreARegression(string trainer)
    {
        var rows = "x,y,amount\n" + string.Concat(Enumerable.Range(0, 400).Select(static row => string.Create(CultureInfo.InvariantCulture, $"{row % 37},{row * 11 % 53},{(3.5 * (row % 37)) - (row * 11 % 53)}\n")));

        var report = Train(Write(rows), "amount", $"--trainer={trainer}");

        Assert.Contains("regression of 'amount'", report[0], StringComparison.Ordinal);
        Assert.InRange(Figure(report, "R2"), 0.95, 1);
    }

    [Fact]
    public void Run_ColumnsCalledAsMLNetCallsItsOwn_AreColumns()
    {
        var report = Train(Write(Mixed(60).Replace("size,colour,is_old", "Label,Features,Score", StringComparison.Ordinal)), "kind");

        Assert.Contains("60 rows, 3 columns", report[0], StringComparison.Ordinal);
        Assert.InRange(Figure(report, "accuracy"), 0.8, 1);
    }

    [Fact]
    public void Run_SettingsThatAreThere_Stay()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "models", "model")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.json"), """{ "pinned": true, "columns": [{ "name": "old" }] }""");

        Train(Write(Mixed(50)), "kind");

        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "model.json")))!;
        Assert.True((bool)settings["pinned"]!);
        Assert.Equal(["size", "colour", "is_old"], settings["columns"]!.AsArray().Select(static column => (string)column!["name"]!));
        Assert.Equal(["blue", "green", "red"], settings["columns"]![1]!["categories"]!.AsArray().Select(static text => (string)text!));
        Assert.True(ModelSettingsReader.TryRead(File.ReadAllBytes(Path.Combine(folder, "model.json")), out _, out var problem), problem);
    }

    [Theory]
    [InlineData("a,kind\n1,x\n2,y\n", "colour", "no column 'colour'")]
    [InlineData("a,kind\n1,x\n2,y\n", "kind", "too few")]
    [InlineData("a,kind\n1,x\n2,\n", "kind", "no value in 'kind'")]
    [InlineData("kind\nx\ny\n", "kind", "no columns to learn from")]
    [InlineData("day,kind\n2026-01-01,x\n2026-01-02,y\n", "kind", "--ignore=day")]
    [InlineData("a,kind\n1,x\n1,x\n1,x\n1,x\n1,x\n1,x\n1,x\n1,x\n1,x\n1,x\n", "kind", "one value only")]
    public void Run_TableThatCannotBeUsed_SaysWhatToChange(string table, string label, string words)
    {
        var refusal = Assert.Throws<TrainingException>(() => Train(Write(table), label));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data=a", "--label is missing")]
    [InlineData("--data=a --data=b", "twice")]
    [InlineData("--data=a --label=b --model=M! --into=d", "--model takes a name")]
    [InlineData("--data=a --label=b --model=m --into=d --folds=1", "--folds")]
    [InlineData("--data=a --label=b --model=m --into=d --trainer=forest", "--trainer")]
    [InlineData("--data=a --label=b --model=m --into=d --depth=3", "'--depth=3' is no option")]
    public void TryRead_WrongOptions_AreNamed(string args, string words)
    {
        Assert.False(TableTrainingOptions.TryRead(args.Split(' '), out _, out var problem));

        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    private string[] Train(string data, string label, params string[] more)
    {
        Assert.True(TableTrainingOptions.TryRead([$"--data={data}", $"--label={label}", "--model=model", $"--into={Path.Combine(_folder.Path, "models")}", .. more], out var options, out var problem), problem);
        using var output = new StringWriter();
        TableTraining.Run(options, output);
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    private string Write(string rows)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, rows);
        return path;
    }

    /// <summary>Rows whose kind follows from size, colour and age.</summary>
    private static string Mixed(int count, int start = 0) => "size,colour,is_old,kind\n" + string.Concat(Enumerable.Range(start, count).Select(static row =>
    {
        var (size, colour, isOld) = (row * 13 % 100, row % 3 == 0 ? "red" : row % 3 == 1 ? "green" : "blue", row * 7 % 4 == 0);
        var kind = colour == "red" ? "apple" : isOld ? "stone" : size >= 50 ? "melon" : "pea";
        return string.Create(CultureInfo.InvariantCulture, $"{size},{colour},{(isOld ? "true" : "false")},{kind}\n");
    }));

    private static double Figure(string[] report, string name)
    {
        var line = report.First(line => line.Contains(name, StringComparison.Ordinal));
        var text = line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length + 1)..].Split(',')[0];
        return double.Parse(text, CultureInfo.InvariantCulture);
    }
}
