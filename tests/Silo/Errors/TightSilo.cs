using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>A silo with every real model that is at hand, where every limit is near and some things are missing, so that each code that is declared is within reach of a small request.</summary>
public sealed class TightSilo : IAsyncLifetime
{
    internal const string ThreeColumns = """{ "columns": [{ "name": "a" }, { "name": "b" }, { "name": "c" }] }""";

    private readonly TemporaryModels _models = RealModels.LayOut();
    private SiloProcess? _silo;

    internal HttpClient Http => _silo!.Http;

    internal SiloProcess Silo => _silo!;

    /// <summary>The folder of its models.</summary>
    internal string Models => _models.Path;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        AddModels();
        AddColours();
        _silo = await SiloProcess.StartAsync(
            "tight",
            $"--Models:Path={_models.Path}",
            "--Controller:MaxCallDepth=1",
            "--Engines:audio.detect_speech:MaxDuration=00:00:01",
            "--Documents:WeasyPrint=/nowhere/at-all",
            "--Documents:MaxMemoryMegabytes=64",
            "--Documents:MaxResultBytes=20000",
            "--Documents:MaxUnpackedBytes=100000",
            "--Tables:MaxTime=00:00:03",
            "--Tables:MemoryMebibytes=64",
            "--Tables:MaxColumns=5",
            "--Tables:MaxResultRows=10",
            "--Prediction:MaxProbabilities=5",
            "--Notes:MaxNotes=3",
            "--State:Sqlite:MaxFileMebibytes=1",
            "--Pipelines:MaxSteps=2",
            "--Pipelines:MaxEntries=2",
            "--Pipelines:MaxHeldBytes=1024");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _models.Dispose();
    }

    /// <summary>The silo's store, as another program opens it.</summary>
    internal SqliteConnection OpenStore()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Silo.StateFolder, "workergrains.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    internal async Task<GatewayAnswer> PutNoteAsync(string collection, string id, string text = "text") =>
        await GatewayAnswer.OfAsync(Http, NotesCapabilities.Put, GatewayAnswer.Json(JsonSerializer.Serialize(new { collection, id, text, requestKey = $"made-{id}" })));

    private void AddModels()
    {
        if (SharedFiles.Root is not { } root || !Directory.Exists(Path.Combine(root, "models", "tiny")))
        {
            return;
        }

        _models.AddTiny("numbers", "1", "identity_f32.onnx").Write("numbers", "model.json", ThreeColumns);
        _models.AddTiny("index", "1", "fails_on_bad_index.onnx");
        _models.AddTiny("pair", "1", "add_two_inputs_f32.onnx");
        _models.AddTiny("logarithm", "1", "log_nan.onnx");
        _models.AddTiny("sum", "1", "running_sum_state.onnx").Write("sum", "model.json", """{ "sequence": { "states": [{ "input": "state", "output": "state_out" }] } }""");
    }

    /// <summary>A model that was trained on the colours of flowers, two of them.</summary>
    private void AddColours()
    {
        var context = new MLContext(seed: 0);
        var flowers = context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(static place => new Flower { Colour = place % 2 == 0 ? "red" : "blue", Label = place % 2 == 0 }));
        var model = context.Transforms.Categorical.OneHotEncoding("Features", nameof(Flower.Colour)).Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(flowers);
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, "colours", "1")).FullName;
        context.Model.Save(model, flowers.Schema, Path.Combine(folder, "model.zip"));
        _models.Write("colours", "model.json", """{ "columns": [{ "name": "Colour", "categories": ["red", "blue"] }] }""");
    }

    private sealed class Flower
    {
        public string Colour { get; set; } = "";

        public bool Label { get; set; }
    }
}
