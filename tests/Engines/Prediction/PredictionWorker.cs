using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Engines.Tables;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Prediction;

/// <summary>Predictions over a repository of its own. Every output is checked against the schema, every failure against the contract.</summary>
internal sealed class PredictionWorker : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly TableProcessPool? _ownProcesses;
    private readonly ModelRepository _repository;
    private readonly PredictionHandler _handler;

    /// <param name="processes">What reads tables; processes of its own, with <paramref name="tables"/>, when they are left out.</param>
    /// <param name="tables">Changes what tables may take.</param>
    /// <param name="predictions">Changes what predictions may take.</param>
    public PredictionWorker(TableProcessPool? processes = null, Action<TableOptions>? tables = null, Action<PredictionOptions>? predictions = null)
    {
        var options = new PredictionOptions();
        predictions?.Invoke(options);
        Assert.True(new PredictionOptionsValidator().Validate(null, options).Succeeded);
        tables?.Invoke(TableOptions);
        _services = new ServiceCollection().AddMetrics().AddOptions().Configure<BatchingOptions>(TableCapabilities.Predict.Name, static batching => batching.MaxBatchSize = 1).BuildServiceProvider();
        _ownProcesses = processes is null ? new TableProcessPool(Options.Create(TableOptions), TimeProvider.System, NullLogger<TableProcessPool>.Instance) : null;
        _repository = TemporaryModels.OpenWith(Models.Options(), time: null, new OnnxRuntimeLoader(Options.Create(new OnnxOptions())), new MLNetRuntimeLoader(Options.Create(new MLNetOptions())));
        _handler = new PredictionHandler(
            _repository,
            processes ?? _ownProcesses!,
            Options.Create(options),
            _services.GetRequiredService<IOptionsMonitor<BatchingOptions>>(),
            new EngineInstruments(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System),
            TimeProvider.System,
            NullLogger<PredictionHandler>.Instance);
    }

    public TemporaryModels Models { get; } = new();

    /// <summary>What tables may take; the time that one may take can be changed between requests.</summary>
    public TableOptions TableOptions { get; } = new() { MemoryMebibytes = 256 };

    public ModelRepository Repository => _repository;

    /// <summary>Adds a model of ML.NET.</summary>
    public void AddZip(string name, string file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Models.Path, name, "1")).FullName;
        File.Copy(file, Path.Combine(folder, "model.zip"));
    }

    public async Task<WorkResult> SendAsync(string? model, PredictTable input, CancellationToken? cancellationToken = null)
    {
        if (!_handler.Readiness.IsReady)
        {
            await _handler.StartAsync(TestContext.Current.CancellationToken);
        }

        var encoded = TableCapabilities.Predict.Input.Encode(input);
        return await _handler.RunAsync(
            new WorkRequest { Capability = TableCapabilities.Predict.Name, Model = model, Payload = new Payload(encoded.Payload), ContentType = encoded.ContentType, Parameters = encoded.Parameters },
            cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public async Task<TablePredictions> PredictAsync(string model, PredictTable input)
    {
        var result = await SendAsync(model, input);
        Assert.Null(result.Error);
        var output = JsonSerializer.Deserialize<TablePredictions>(result.Payload.Bytes.Span, ContractJson.Options)!;
        SchemaCheck.AssertPromised(TableCapabilities.Predict, output);
        return output;
    }

    public Task<TablePredictions> PredictAsync(string model, string csv) => PredictAsync(model, Csv(csv));

    public async Task<WorkError> RefuseAsync(string model, PredictTable input)
    {
        var error = (await SendAsync(model, input)).Error;
        Assert.NotNull(error);
        Assert.Contains(TableCapabilities.Predict.Errors, declared => declared.Code == error.Reason && declared.Kind == error.Code);
        Assert.DoesNotContain("/", error.Message, StringComparison.Ordinal);
        return error;
    }

    public Task<WorkError> RefuseAsync(string model, string csv) => RefuseAsync(model, Csv(csv));

    public static PredictTable Csv(string text) => new() { Table = new TableInput { Text = text, Format = TableFormat.Csv } };

    public void Dispose()
    {
        _handler.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _repository.Dispose();
        _ownProcesses?.Dispose();
        _services.Dispose();
        Models.Dispose();
    }
}
