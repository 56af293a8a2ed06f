using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Tests.Engines.Models;
using WorkerGrains.Tests.Engines.Tables;

namespace WorkerGrains.Tests.Engines.Prediction;

public sealed class PredictionConformanceTests(SharedTableWorkers tables) : EngineConformance, IClassFixture<SharedTableWorkers>, IDisposable
{
    private readonly TemporaryModels _models = new();
    private ModelRepository? _repository;
    private LoadedModel? _loaded;

    public void Dispose()
    {
        _loaded?.Leave();
        _repository?.Dispose();
        _models.Dispose();
    }

    private protected override async ValueTask<EngineUnderTest> StartAsync()
    {
        _models.AddTiny("model", "1", "identity_f32.onnx").Write("model", "model.json", """{ "columns": [{ "name": "a" }, { "name": "b" }] }""");
        _repository = _models.Open();
        _loaded = (await _repository.Find("model")!.AcquireAsync(version: null, TestContext.Current.CancellationToken)).Value!;
        var model = PredictionModel.Of(_loaded, rowsPerRun: 2);
        return new EngineUnderTest<PredictionCall, TablePredictions>
        {
            Engine = new PredictionEngine(tables.Workers.Processes, new PredictionOptions()),
            Inputs = [Call("a,b\n1,2\n"), Call("b,a\n1,2\n3,4\n5,6\n"), Call("a,b,c\n0.5,0.5,x\n"), Call("a,b\n7,8\n9,10\n")],
            BadInput = Call("a\n1\n"),
            Same = static (one, other) => one.RowCount == other.RowCount
                && one.Predictions.Zip(other.Predictions).All(static pair => pair.First.Label == pair.Second.Label && Numbers(pair.First).SequenceEqual(Numbers(pair.Second))),
        };

        Func<PredictionCall> Call(string csv) => () => new PredictionCall(model, PredictionWorker.Csv(csv));
    }

    private static IReadOnlyList<float> Numbers(RowPrediction row) => row.Probabilities ?? row.Scores!;
}
