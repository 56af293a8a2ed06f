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
    // Holds workers of models in memory only: each leaves when its model does.
    private readonly ConcurrentDictionary<LoadedModel, InferenceWorker> _workers = new();

    private readonly SequenceSessions _sessions = new(instruments, time);

    public CapabilityDescriptor Capability => ModelCapabilities.Infer.Descriptor;

    public Readiness Readiness => Readiness.Ready;

    public string Device => "cpu";

    public int Lanes => Math.Max(1, _workers.Values.Sum(static worker => worker.Batcher.Lanes));

    // How long a request waits depends on its model: what all of them have waiting says who is busier, and no more.
    public RunnerLoad Load => new(_workers.Values.Sum(static worker => worker.Batcher.Load.Waiting), 0);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (!models.TryFind(request, out var entry, out var error)
            || !ModelCapabilities.Infer.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out var input, out error))
        {
            return WorkResult.Failure(error);
        }

        try
        {
            return request.Session switch
            {
                null => await entry.RunAsync(request.ModelVersion, loaded => RunAsync(loaded, session: null, input, request, cancellationToken), cancellationToken),
                { Id: null } => await BeginAsync(entry, input, request, cancellationToken),
                { Id: { } id } => await ContinueAsync(id, input, request, cancellationToken),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogRunFailed(entry.Name, exception.GetType().Name);
            return WorkResult.Failure(RunResult.EngineFailed);
        }
    }

    public ValueTask DisposeAsync()
    {
        _sessions.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the first request of a session, which there is only once that has succeeded.</summary>
    private async ValueTask<WorkResult> BeginAsync(ModelEntry entry, InferModel input, WorkRequest request, CancellationToken cancellationToken)
    {
        var acquired = await entry.AcquireAsync(request.ModelVersion, cancellationToken);
        if (!acquired.IsSuccess)
        {
            return WorkResult.Failure(acquired.Error);
        }

        var loaded = acquired.Value;
        if (!_sessions.TryOpen(loaded, out var session, out var refused))
        {
            loaded.Leave();
            return WorkResult.Failure(refused);
        }

        var isKept = false;
        try
        {
            using var turn = (await session.EnterAsync(cancellationToken)).Value;
            var result = await RunAsync(loaded, session, input, request, cancellationToken);
            isKept = result.Error is null && !request.Session!.IsLast;
            return result with { Session = isKept ? session.Id : null };
        }
        finally
        {
            if (!isKept)
            {
                _sessions.End(session);
            }
        }
    }

    private async ValueTask<WorkResult> ContinueAsync(string id, InferModel input, WorkRequest request, CancellationToken cancellationToken)
    {
        if (_sessions.Find(id) is not { } session)
        {
            return WorkResult.Failure(SequenceErrors.Lost);
        }

        if (session.Loaded.Name != request.Model)
        {
            return WorkResult.Failure(SequenceErrors.OtherModel);
        }

        var entered = await session.EnterAsync(cancellationToken);
        if (!entered.IsSuccess)
        {
            return WorkResult.Failure(entered.Error);
        }

        using var turn = entered.Value;
        var result = await RunAsync(session.Loaded, session, input, request, cancellationToken);
        if (result.Error is null && request.Session!.IsLast)
        {
            _sessions.End(session);
        }

        return result with { Session = session.Id };
    }

    private async ValueTask<WorkResult> RunAsync(LoadedModel loaded, SequenceSession? session, InferModel input, WorkRequest request, CancellationToken cancellationToken)
    {
        using var activity = loaded.StartRun(Capability.Name);
        var worker = _workers.TryGetValue(loaded, out var known) ? known : loaded.View(Create);
        if (!worker.Model.TryRead(input, session, out var call, out var error))
        {
            return WorkResult.Failure(error);
        }

        var report = await worker.Batcher.RunAsync(call, RunTerms.Of(request, time), cancellationToken);
        activity?.SetTag("batch.size", report.BatchSize);
        var outcome = report.Outcome.IsSuccess ? worker.Model.Write(call, report.Outcome.Value, input) : report.Outcome.Error;
        var result = report.With<ModelInference>(outcome).ToResult(ModelCapabilities.Infer, loaded.Session.Device);

        // Last, so that a request that fails has changed nothing.
        return result.Error is null && session?.TryRemember([.. call.Outputs.Skip(call.Wanted)], [.. report.Outcome.Value!.Skip(call.Wanted)]) is false
            ? WorkResult.Failure(SequenceErrors.StateTooLarge(loaded.Settings.Sequence!.MaxStateBytes))
            : result;
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
