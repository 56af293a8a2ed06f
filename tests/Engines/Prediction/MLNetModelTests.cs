using System.Collections.Immutable;
using System.IO.Compression;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Microsoft.ML.Data;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Devices;
using WorkerGrains.Tests.Engines.Tables;

namespace WorkerGrains.Tests.Engines.Prediction;

/// <summary>Models that others made with ML.NET, in the ways that its documentation shows.</summary>
public sealed class MLNetModelTests(SharedTableWorkers tables) : IClassFixture<SharedTableWorkers>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PredictionWorker _worker = new(tables.Workers.Processes);
    private readonly MLContext _context = new(seed: 0);
    private readonly ImmutableArray<Flower> _flowers = [.. Enumerable.Range(0, 120).Select(static place => new Flower
    {
        Length = (place % 40) + (place % 3 * 25),
        Width = (place * 7 % 11) + (place % 3),
        Colour = place % 3 == 0 ? "red" : "blue",
        Kind = place % 3 == 0 ? "rose" : place % 3 == 1 ? "iris" : "lily",
        Label = place % 3 == 0,
        Weight = (place % 40) + (2 * (place * 7 % 11)),
    })];

    public void Dispose()
    {
        _worker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task RunAsync_TwoClasses_AreThoseThatMLNetGives()
    {
        var steps = _context.Transforms.Categorical.OneHotEncoding("ColourCode", nameof(Flower.Colour))
            .Append(_context.Transforms.Concatenate("Features", nameof(Flower.Length), nameof(Flower.Width), "ColourCode"))
            .Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        var expected = Save<TwoClasses>("two", steps);

        var answer = await _worker.PredictAsync("two", Rows());

        Assert.Equal(["false", "true"], answer.Classes!);
        Assert.Equal(expected.Select(static row => row.PredictedLabel ? "true" : "false"), answer.Predictions.Select(static row => row.Label));
        Assert.Equal(expected.Select(static row => row.Probability), answer.Predictions.Select(static row => row.Probabilities![1]));
        Assert.Equal(["Kind", "Label", "Weight"], answer.IgnoredColumns.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_ManyClassesWithTheLabelInTheSteps_NeedNoLabel(bool isLightGbm)
    {
        IEstimator<ITransformer> trainer = isLightGbm
            ? _context.MulticlassClassification.Trainers.LightGbm(new Microsoft.ML.Trainers.LightGbm.LightGbmMulticlassTrainer.Options { LabelColumnName = "Class", NumberOfThreads = 1, MinimumExampleCountPerLeaf = 2, NumberOfIterations = 10 })
            : _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options { LabelColumnName = "Class", NumberOfThreads = 1 });
        var steps = _context.Transforms.Conversion.MapValueToKey("Class", nameof(Flower.Kind))
            .Append(_context.Transforms.Concatenate("Features", nameof(Flower.Length), nameof(Flower.Width)))
            .Append(trainer)
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var expected = Save<ManyClasses>("many", steps);

        var answer = await _worker.PredictAsync("many", new PredictTable { Rows = Rows().Rows!.Take(50).ToList() });

        Assert.Equal(["rose", "iris", "lily"], answer.Classes!);
        Assert.Equal(expected.Take(50).Select(static row => row.PredictedLabel), answer.Predictions.Select(static row => row.Label));
        Assert.All(expected.Zip(answer.Predictions), static pair => Assert.Equal(pair.First.Score, pair.Second.Probabilities!));
        Assert.Equal("table.column_missing", (await _worker.RefuseAsync("many", "Length\n1\n")).Reason);
    }

    [Fact]
    public async Task RunAsync_Number_IsThatOfMLNet()
    {
        var steps = _context.Transforms.Concatenate("Features", nameof(Flower.Length), nameof(Flower.Width))
            .Append(_context.Regression.Trainers.FastTree(nameof(Flower.Weight)));
        var expected = Save<OneNumber>("number", steps).Select(static row => (double?)row.Score).ToList();

        var answer = await _worker.PredictAsync("number", Rows());

        // So many that several threads share them.
        var many = await _worker.PredictAsync("number", new PredictTable { Rows = [.. Enumerable.Repeat(Rows().Rows!, 10).SelectMany(static rows => rows)] });

        Assert.Equal(expected, answer.Predictions.Select(static row => row.Value));
        Assert.Equal(Enumerable.Repeat(expected, 10).SelectMany(static rows => rows), many.Predictions.Select(static row => row.Value));
    }

    [Fact]
    public async Task RunAsync_ScoreWithoutProbability_IsGivenAsAValue()
    {
        var steps = _context.Transforms.Concatenate("Features", nameof(Flower.Length), nameof(Flower.Width)).Append(_context.BinaryClassification.Trainers.AveragedPerceptron());
        var expected = Save<TwoClasses>("score", steps);

        var answer = await _worker.PredictAsync("score", Rows());

        Assert.Equal(expected.Select(static row => (double?)row.Score), answer.Predictions.Select(static row => row.Value));
        Assert.All(answer.Predictions, static row => Assert.True(row is { Label: not null, Probabilities: null, Scores: null }));
    }

    [Fact]
    public async Task RunAsync_KnownCategories_RefuseOthers()
    {
        Save<TwoClasses>("two", _context.Transforms.Categorical.OneHotEncoding("Features", nameof(Flower.Colour)).Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression()));
        _worker.Models.Write("two", "model.json", """{ "columns": [{ "name": "Colour", "categories": ["red", "blue"] }] }""");

        Assert.Equal(["true", "false"], (await _worker.PredictAsync("two", "colour\nred\nblue\n")).Predictions.Select(static row => row.Label));
        var error = await _worker.RefuseAsync("two", "colour\nred\npink\n");

        Assert.Equal("table.category_unknown", error.Reason);
        Assert.Contains("row 2 in the column 'Colour'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pink", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_AreEachRight()
    {
        var expected = Save<OneNumber>("number", _context.Transforms.Concatenate("Features", nameof(Flower.Length), nameof(Flower.Width)).Append(_context.Regression.Trainers.FastTree(nameof(Flower.Weight))));

        await Parallel.ForEachAsync(Enumerable.Range(0, 24), TestContext.Current.CancellationToken, async (start, _) =>
        {
            var answer = await _worker.PredictAsync("number", new PredictTable { Rows = [.. Rows().Rows!.Skip(start).Take(20)] });

            Assert.Equal(expected.Skip(start).Take(20).Select(static row => (double?)row.Score), answer.Predictions.Select(static row => row.Value));
        });
    }

    [Theory]
    [InlineData("empty", "not one of ML.NET")]
    [InlineData("text", "damaged")]
    [InlineData("other", "not one of ML.NET")]
    [InlineData("cut", "damaged")]
    [InlineData("bomb", "more than is allowed")]
    [InlineData("elsewhere", "leads elsewhere")]
    [InlineData("features", "gives no scores")]
    public void TryLoad_FileThatIsNoModel_SaysWhy(string kind, string reason)
    {
        var path = Path.Combine(_folder.Path, "model.zip");
        Make(kind, path);

        var isLoaded = new MLNetRuntimeLoader(Options.Create(new MLNetOptions { MaxUnpackedMebibytes = 1 })).TryLoad(path, ModelSettings.Default, TestDevices.Processors, out _, out var failure);

        Assert.False(isLoaded);
        Assert.Contains(reason, failure!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, failure.Reason + failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void TryLoad_DamagedAnywhere_IsRefusedOrLoads()
    {
        var path = Path.Combine(_folder.Path, "good.zip");
        Write(path, _context.Transforms.Concatenate("Features", nameof(Flower.Length)).Append(_context.Regression.Trainers.FastTree(nameof(Flower.Weight), numberOfTrees: 5)));
        var good = File.ReadAllBytes(path);
        var random = new Random(5);
        var bad = Path.Combine(_folder.Path, "model.zip");
        for (var round = 0; round < 100; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = 0; change < 1 + (round % 8); change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(bad, bytes);
            if (new MLNetRuntimeLoader(Options.Create(new MLNetOptions())).TryLoad(bad, ModelSettings.Default, TestDevices.Processors, out var session, out var failure))
            {
                session.Dispose();
            }
            else
            {
                Assert.NotEmpty(failure.Reason);
            }
        }
    }

    private void Make(string kind, string path)
    {
        if (kind == "text")
        {
            File.WriteAllText(path, "PK and then nothing");
        }
        else if (kind == "features")
        {
            Write(path, _context.Transforms.Concatenate("Features", nameof(Flower.Length)));
        }
        else if (kind == "cut")
        {
            Write(path, _context.Transforms.Concatenate("Features", nameof(Flower.Length)));
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^40]);
        }
        else
        {
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            if (kind != "empty")
            {
                using var entry = zip.CreateEntry(kind == "elsewhere" ? "../outside" : "entry").Open();
                entry.Write(new byte[kind == "bomb" ? 8 * 1024 * 1024 : 10]);
            }
        }
    }

    private PredictTable Rows() => new()
    {
        Rows = [.. _flowers.Select(static flower => System.Text.Json.JsonSerializer.SerializeToElement(flower))],
    };

    /// <summary>Trains, installs, and has ML.NET itself predict what it was trained on.</summary>
    private List<TOutput> Save<TOutput>(string name, IEstimator<ITransformer> steps)
        where TOutput : class, new()
    {
        var path = Path.Combine(_folder.Path, $"{name}.zip");
        var model = Write(path, steps);
        _worker.AddZip(name, path);
        var engine = _context.Model.CreatePredictionEngine<Flower, TOutput>(model);
        return [.. _flowers.Select(flower => engine.Predict(flower))];
    }

    private ITransformer Write(string path, IEstimator<ITransformer> steps)
    {
        var data = _context.Data.LoadFromEnumerable(_flowers);
        var model = steps.Fit(data);
        _context.Model.Save(model, data.Schema, path);
        return model;
    }

    private sealed class Flower
    {
        public float Length { get; set; }

        public float Width { get; set; }

        public string Colour { get; set; } = "";

        public string Kind { get; set; } = "";

        public bool Label { get; set; }

        public float Weight { get; set; }
    }

    private sealed class TwoClasses
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    private sealed class ManyClasses
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class OneNumber
    {
        public float Score { get; set; }
    }
}
