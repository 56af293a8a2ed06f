using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Models;
using WorkerGrains.Training.Tables;

namespace WorkerGrains.Tests.Silo;

/// <summary>A model that the command trains, served by a silo: over HTTP, from a .NET client, and beside ML.NET itself.</summary>
public sealed class PredictionRequestTests : IDisposable
{
    private static readonly string[] s_kinds = ["setosa", "versicolor", "virginica"];

    private readonly TemporaryModels _models = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Predict_ModelOfTheCommand_IsAsGoodAsItSaidAndAsMLNetHasIt()
    {
        var (train, test) = await SplitIrisAsync();
        var accuracy = Train(train, test);
        await using var silo = await SiloProcess.StartAsync("predict", $"--Models:Path={_models.Path}");
        await using var connected = await ConnectedClient.ToAsync(silo);
        var client = connected.Client;
        var bytes = await File.ReadAllBytesAsync(test, Cancellation);

        var overHttp = await PostAsync(silo, "iris", bytes);
        var fromClient = await client.RunAsync(TableCapabilities.Predict, new PredictTable { Data = bytes }, new WorkOptions { Model = "iris" }, Cancellation);

        SchemaCheck.AssertPromised(TableCapabilities.Predict, overHttp);
        Assert.Equal(JsonSerializer.Serialize(fromClient.Value, ContractJson.Options), JsonSerializer.Serialize(overHttp, ContractJson.Options));
        var labels = (await File.ReadAllLinesAsync(test, Cancellation))[1..].Select(static line => line.Split(',')[^1]).ToList();
        Assert.Equal(accuracy, Math.Round((double)overHttp.Predictions.Zip(labels).Count(static pair => pair.First.Label == pair.Second) / labels.Count, 4));
        var direct = PredictDirectly(test);
        Assert.Equal(direct.Select(static row => row.PredictedLabel), overHttp.Predictions.Select(static row => row.Label));
        Assert.All(direct.Zip(overHttp.Predictions), static pair => Assert.Equal(pair.First.Score, pair.Second.Probabilities!));
        Assert.Equal(s_kinds, overHttp.Classes);
        Assert.Equal(["species"], overHttp.IgnoredColumns);

        // The next version takes its place when it is asked for.
        Train(train, test);
        using var loaded = await silo.Http.PostAsync(new Uri("/v1/models/iris/load", UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, loaded.StatusCode);
        Assert.Equal((1, 2), (overHttp.ModelVersion, (await PostAsync(silo, "iris", bytes)).ModelVersion));

        var refusal = await Assert.ThrowsAsync<WorkException>(() => client.RunAsync(
            TableCapabilities.Predict, new PredictTable { Data = "sepal_length\n1\n"u8.ToArray() }, new WorkOptions { Model = "iris" }, Cancellation));
        Assert.Equal((WorkErrorCode.InvalidInput, "table.column_missing"), (refusal.Error.Code, refusal.Error.Reason));
    }

    [Fact]
    public async Task Predict_DigitsAndADamagedModel_OneIsServedAndTheOtherSaysWhy()
    {
        _models.Add("digits", "1", SharedFiles.PathOrSkip("models", "classic", "digits_mlp.onnx"));
        _models.Write("digits", "model.json", JsonSerializer.Serialize(new { columns = Enumerable.Range(0, 64).Select(static place => new { name = $"p{place}" }) }));
        var broken = Directory.CreateDirectory(Path.Combine(_models.Path, "broken", "1")).FullName;
        await File.WriteAllTextAsync(Path.Combine(broken, "model.zip"), "no model", Cancellation);
        await using var silo = await SiloProcess.StartAsync("digits", $"--Models:Path={_models.Path}");
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("models", "classic", "digits_test.csv"), Cancellation);

        var answer = await PostAsync(silo, "digits", bytes);
        using var refused = await SendAsync(silo, "broken", bytes);
        using var inRows = await silo.Http.PostAsJsonAsync(
            new Uri("/v1/capabilities/table.predict/run?model=digits", UriKind.Relative),
            new { rows = new[] { Enumerable.Range(0, 64).ToDictionary(static place => $"p{place}", static place => place % 16) } },
            Cancellation);

        var labels = System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..].Select(static line => line.Split(',')[^1]);
        Assert.InRange(answer.Predictions.Zip(labels).Count(static pair => pair.First.Label == pair.Second), 519, 523);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("damaged", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, inRows.StatusCode);
    }

    private double Train(string train, string test)
    {
        Assert.True(TableTrainingOptions.TryRead([$"--data={train}", "--label=species", "--model=iris", $"--into={_models.Path}", $"--test={test}"], out var options, out var problem), problem);
        using var output = new StringWriter();
        TableTraining.Run(options, output);
        var line = output.ToString().Split('\n').First(static line => line.StartsWith("test table", StringComparison.Ordinal));
        return double.Parse(line.Split("accuracy ")[1].Split(',')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Every third flower is kept for the test.</summary>
    private async Task<(string Train, string Test)> SplitIrisAsync()
    {
        var lines = (await File.ReadAllLinesAsync(SharedFiles.PathOrSkip("data", "tables", "csv", "iris.csv"), Cancellation))[1..]
            .Select(static line => line.Trim().Split(',')).Select(static cells => string.Join(',', [.. cells[..^1], s_kinds[int.Parse(cells[^1], CultureInfo.InvariantCulture)]])).ToList();
        return (await WriteAsync("train.csv", place => place % 3 != 0), await WriteAsync("test.csv", place => place % 3 == 0));

        async Task<string> WriteAsync(string name, Predicate<int> isTaken)
        {
            var path = Path.Combine(_folder.Path, name);
            await File.WriteAllLinesAsync(path, ["sepal_length,sepal_width,petal_length,petal_width,species", .. lines.Where((_, place) => isTaken(place))], Cancellation);
            return path;
        }
    }

    /// <summary>What ML.NET says when it reads table and model itself.</summary>
    private List<Direct> PredictDirectly(string test)
    {
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(Microsoft.ML.Trainers.FastTree.FastTreeBinaryTrainer).Assembly);
        var model = context.Model.Load(Path.Combine(_models.Path, "iris", "1", "model.zip"), out _);
        var columns = (string[])["sepal_length", "sepal_width", "petal_length", "petal_width"];
        var rows = context.Data.LoadFromTextFile(test, [.. columns.Select(static (name, place) => new TextLoader.Column(name, DataKind.Single, place))], separatorChar: ',', hasHeader: true);
        return [.. context.Data.CreateEnumerable<Direct>(model.Transform(rows), reuseRowObject: false)];
    }

    private static Task<HttpResponseMessage> SendAsync(SiloProcess silo, string model, byte[] table) => silo.Http.PostAsync(
        new Uri($"/v1/capabilities/table.predict/run?model={model}", UriKind.Relative), new ByteArrayContent(table) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, Cancellation);

    private static async Task<TablePredictions> PostAsync(SiloProcess silo, string model, byte[] table)
    {
        using var response = await SendAsync(silo, model, table);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        return (await response.Content.ReadFromJsonAsync<TablePredictions>(ContractJson.Options, Cancellation))!;
    }

    private sealed class Direct
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
