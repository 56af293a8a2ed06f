using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines.Tables;

namespace WorkerGrains.Engines.Prediction;

/// <summary>Runs <c>table.predict</c>: holds the model that a request names, and has one queue for all of them, since each request needs a process for tables first.</summary>
internal sealed partial class PredictionHandler : IWorkHandler
{
    private readonly ModelRepository _models;
    private readonly TableProcessPool _processes;
    private readonly PredictionOptions _options;
    private readonly Batcher<PredictionCall, TablePredictions> _batcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Readiness _readiness = Readiness.NotReady("The engine is still starting.", "Wait a moment.");

    public PredictionHandler(
        ModelRepository models,
        TableProcessPool processes,
        IOptions<PredictionOptions> options,
        IOptionsMonitor<BatchingOptions> batching,
        EngineInstruments instruments,
        TimeProvider time,
        ILogger<PredictionHandler> logger)
    {
        (_models, _processes, _options, _time, _logger) = (models, processes, options.Value, time, logger);
        _batcher = new(Capability.Name, new PredictionEngine(processes, _options), batching.Get(Capability.Name), instruments, time, logger);
    }

    public CapabilityDescriptor Capability => TableCapabilities.Predict.Descriptor;

    public Readiness Readiness => _readiness;

    public string Device => "cpu";

    public int Lanes => _batcher.Lanes;

    public RunnerLoad Load => _batcher.Load;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _readiness = _processes.WarmUp(cancellationToken);
        return Task.CompletedTask;
    }

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (_readiness is { IsReady: false } readiness)
        {
            return WorkResult.Failure(readiness.ToError());
        }

        if (!_models.TryFind(request, out var entry, out var error)
            || !TableCapabilities.Predict.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out var input, out error))
        {
            return WorkResult.Failure(error);
        }

        try
        {
            return await entry.RunAsync(request.ModelVersion, loaded => RunAsync(loaded, input, request, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogRunFailed(entry.Name, exception.GetType().Name);
            return WorkResult.Failure(RunResult.EngineFailed);
        }
    }

    public ValueTask DisposeAsync() => _batcher.DisposeAsync();

    private async ValueTask<WorkResult> RunAsync(LoadedModel loaded, PredictTable input, WorkRequest request, CancellationToken cancellationToken)
    {
        using var activity = loaded.StartRun(Capability.Name);
        var model = loaded.View(view => PredictionModel.Of(view, _options.RowsPerRun));
        var report = await _batcher.RunAsync(new PredictionCall(model, input), RunTerms.Of(request, _time), cancellationToken);
        return report.ToResult(TableCapabilities.Predict, loaded.Session.Device);
    }

    [LoggerMessage(LogLevel.Error, "A table for the model {Model} failed: {Failure}.")]
    private partial void LogRunFailed(string model, string failure);
}
