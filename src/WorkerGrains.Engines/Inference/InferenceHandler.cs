using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>Runs <c>model.infer</c>: each model of the repository with a queue and lanes of its own, so that a slow one keeps no other waiting.</summary>
internal sealed partial class InferenceHandler(
    ModelRepository models, EngineInstruments instruments, TimeProvider time, ILogger<InferenceHandler> logger) : IWorkHandler
{
    private static readonly WorkError s_noModel = new(WorkErrorCode.InvalidInput, "Say which model is to run: ?model=name.");

    private static readonly WorkError s_unknownModel = new(WorkErrorCode.UnknownModel, "The model is not in the repository of this silo. GET /v1/models lists those that are.");

    // Holds workers of models in memory only: each leaves when its model does.
    private readonly ConcurrentDictionary<LoadedModel, InferenceWorker> _workers = new();

    public CapabilityDescriptor Capability => ModelCapabilities.Infer.Descriptor;

    public Readiness Readiness => Readiness.Ready;

    public string Device => "cpu";

    public int Lanes => Math.Max(1, _workers.Values.Sum(static worker => worker.Batcher.Lanes));

    // How long a request waits depends on its model: what all of them have waiting says who is busier, and no more.
    public RunnerLoad Load => new(_workers.Values.Sum(static worker => worker.Batcher.Load.Waiting), 0);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (request.Model is null || models.Find(request.Model) is not { } entry)
        {
            return WorkResult.Failure(request.Model is null ? s_noModel : s_unknownModel);
        }

        if (!ModelCapabilities.Infer.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out var input, out var error))
        {
            return WorkResult.Failure(error);
        }

        var acquired = await entry.AcquireAsync(request.ModelVersion, cancellationToken);
        if (!acquired.IsSuccess)
        {
            return WorkResult.Failure(acquired.Error);
        }

        try
        {
            return await RunAsync(acquired.Value, input, request, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogRunFailed(entry.Name, exception.GetType().Name);
            return WorkResult.Failure(RunResult.EngineFailed);
        }
        finally
        {
            acquired.Value.Leave();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<WorkResult> RunAsync(LoadedModel loaded, InferModel input, WorkRequest request, CancellationToken cancellationToken)
    {
        using var activity = Diagnostics.ActivitySource.StartActivity("run");
        activity?.SetTag("capability", Capability.Name).SetTag("model", loaded.Name).SetTag("model.version", loaded.Version);
        var worker = _workers.TryGetValue(loaded, out var known) ? known : loaded.View(Create);
        if (!worker.Model.TryRead(input, out var call, out var error))
        {
            return WorkResult.Failure(error);
        }

        var report = await worker.Batcher.RunAsync(call, RunTerms.Of(request, time), cancellationToken);
        activity?.SetTag("batch.size", report.BatchSize);
        var outcome = report.Outcome.IsSuccess ? worker.Model.Write(call, report.Outcome.Value, input) : report.Outcome.Error;
        return report.With<ModelInference>(outcome).ToResult(ModelCapabilities.Infer, loaded.Session.Device);
    }

    private InferenceWorker Create(LoadedModel loaded)
    {
        var model = new InferenceModel(loaded);
        var settings = loaded.Settings.Batching;
        var options = new BatchingOptions
        {
            MaxBatchSize = model.Batching.IsPossible ? model.MaxRows : 1,
            Lanes = settings.Lanes,
            MaxQueueLength = settings.MaxQueueLength,
        };
        var worker = new InferenceWorker(model, new Batcher<InferenceCall, Tensor[]>(Capability.Name, new InferenceEngine(model), options, instruments, time, logger));
        _workers.TryAdd(loaded, worker);
        _ = loaded.Released.ContinueWith(_ => _workers.TryRemove(loaded, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return worker;
    }

    [LoggerMessage(LogLevel.Error, "A request for the model {Model} failed: {Failure}.")]
    private partial void LogRunFailed(string model, string failure);
}
