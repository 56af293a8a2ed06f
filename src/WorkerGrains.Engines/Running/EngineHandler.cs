using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Running;

/// <summary>Takes encoded work to an engine and back: decode, check, run, encode.</summary>
internal sealed partial class EngineHandler<TInput, TOutput>(
    Capability<TInput, TOutput> capability, object engine, IRunner<TInput, TOutput> runner, TimeProvider time, ILogger<EngineHandler<TInput, TOutput>> logger)
    : IWorkHandler
    where TInput : class
    where TOutput : class
{
    private static readonly Readiness s_starting = Readiness.NotReady("The engine is still starting.", "Wait; large models take a while to load.");

    private static readonly WorkError s_engineFailed = new(WorkErrorCode.EngineFailed, "The engine failed on this input.");

    private Readiness _readiness = engine is IStartingEngine ? s_starting : Readiness.Ready;

    public CapabilityDescriptor Capability => capability.Descriptor;

    public Readiness Readiness => Volatile.Read(ref _readiness) is var readiness && readiness == Readiness.Ready && engine is IModelEngine model ? model.Readiness : readiness;

    public string Device => runner.Device;

    public int Lanes => runner.Lanes;

    public RunnerLoad Load => runner.Load;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (engine is not IStartingEngine starting)
        {
            return;
        }

        try
        {
            var readiness = await starting.StartAsync(cancellationToken);

            // What a model engine can do changes as its model does: from now on it says so itself.
            Volatile.Write(ref _readiness, engine is IModelEngine ? Readiness.Ready : readiness);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One engine that cannot start must not keep the others from serving.
            Volatile.Write(ref _readiness, Readiness.NotReady("The engine failed to start.", "See the log of the silo."));
            LogStartFailed(capability.Name, exception.GetType().Name);
        }

        switch (Readiness)
        {
            case { IsReady: false, Reason: var reason, Remedy: var remedy }:
                LogNotReady(capability.Name, reason, remedy);
                break;
            case { Reason: { } reason, Remedy: var remedy }:
                LogLimited(capability.Name, reason, remedy);
                break;
            default:
                break;
        }
    }

    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (Readiness is { IsReady: false } readiness)
        {
            return WorkResult.Failure(WorkErrorCode.NotReady, $"{readiness.Reason} {readiness.Remedy}");
        }

        if (engine is IModelEngine model && await model.EnsureLoadedAsync(cancellationToken) is { } notLoaded)
        {
            return WorkResult.Failure(notLoaded);
        }

        if (!capability.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out var input, out var error))
        {
            return WorkResult.Failure(error);
        }

        using var activity = Diagnostics.ActivitySource.StartActivity("run");
        activity?.SetTag("capability", capability.Name);
        try
        {
            var report = await runner.RunAsync(input, Expires(request.Timeout), request.Priority, cancellationToken);
            activity?.SetTag("batch.size", report.BatchSize);
            error = report.Outcome.Error;
            var output = error is null ? Encode(report.Outcome.Value, out error) : null;
            return new WorkResult
            {
                Payload = new Payload(output),
                Error = error,
                Version = capability.Version,
                Timings = new WorkTimings
                {
                    Queue = report.Queue,
                    Batch = report.Batch,
                    Run = report.Run,
                    BatchSize = report.BatchSize,
                    Device = runner.Device,
                },
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            LogRunFailed(capability.Name, exception.GetType().Name);
            return WorkResult.Failure(s_engineFailed) with { Version = capability.Version };
        }
    }

    public ValueTask DisposeAsync() => runner.DisposeAsync();

    private long Expires(TimeSpan? timeout)
    {
        var now = time.GetTimestamp();
        var ticks = timeout?.TotalSeconds * time.TimestampFrequency;
        return ticks < long.MaxValue - now ? now + (long)ticks : long.MaxValue;
    }

    private byte[]? Encode(TOutput? value, out WorkError? error)
    {
        // Null is the outcome of an engine that left a place of its list unset.
        var output = value is null ? null : JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options);
        error = output is null ? s_engineFailed
            : output.Length <= capability.MaxOutputBytes ? null
            : new WorkError(WorkErrorCode.EngineFailed, $"The output is larger than the {capability.MaxOutputBytes} bytes that the contract allows.");
        return error is null ? output : null;
    }

    [LoggerMessage(LogLevel.Warning, "{Capability} is not ready: {Reason} {Remedy}")]
    private partial void LogNotReady(string capability, string? reason, string? remedy);

    [LoggerMessage(LogLevel.Error, "The engine of {Capability} failed: {Failure}.")]
    private partial void LogRunFailed(string capability, string failure);

    [LoggerMessage(LogLevel.Warning, "{Capability} serves some inputs only: {Reason} {Remedy}")]
    private partial void LogLimited(string capability, string? reason, string? remedy);

    [LoggerMessage(LogLevel.Error, "The engine of {Capability} failed to start: {Failure}.")]
    private partial void LogStartFailed(string capability, string failure);
}
