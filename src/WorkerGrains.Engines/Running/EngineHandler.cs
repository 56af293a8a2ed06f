using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Streaming;

namespace WorkerGrains.Engines.Running;

/// <summary>Takes encoded work to an engine and back: decode, check, run, encode.</summary>
internal sealed partial class EngineHandler<TInput, TOutput>(
    Capability<TInput, TOutput> capability, object engine, IRunner<TInput, TOutput> runner, TimeProvider time, ILogger<EngineHandler<TInput, TOutput>> logger)
    : IWorkHandler
    where TInput : class
    where TOutput : class
{
    private static readonly Readiness s_starting = Readiness.NotReady("The engine is still starting.", "Wait; large models take a while to load.");

    private static readonly WorkError s_deadlinePassed = new(WorkErrorCode.DeadlineExceeded, "The deadline passed while the work was under way.");

    // Beyond what a timer takes nobody waits anyway.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private Readiness _readiness = engine is IStartingEngine ? s_starting : Readiness.Ready;

    public CapabilityDescriptor Capability => capability.Descriptor;

    public Readiness Readiness => Volatile.Read(ref _readiness);

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
            Volatile.Write(ref _readiness, await starting.StartAsync(cancellationToken));
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
        if (!TryDecode(request, out var input, out var error))
        {
            return WorkResult.Failure(error);
        }

        using var activity = StartActivity();
        return await ToResultAsync(RunAsync(input, Expires(request.Timeout), cancellationToken), activity, cancellationToken);
    }

    public async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (runner is not IStreamRunner<TInput, TOutput> streaming)
        {
            yield return WorkEvent.Last(1, await RunAsync(request, cancellationToken));
            yield break;
        }

        if (!TryDecode(request, out var input, out var error))
        {
            yield return WorkEvent.Last(1, WorkResult.Failure(error));
            yield break;
        }

        using var timeout = new CancellationTokenSource(request.Timeout < s_longest ? request.Timeout.Value : Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var activity = StartActivity();
        var run = streaming.Start(input, Expires(request.Timeout), stop.Token);
        var sequence = 0L;
        try
        {
            while (await run.Items.WaitToReadAsync(cancellationToken))
            {
                while (run.Items.TryRead(out var item))
                {
                    yield return ++sequence > 1
                        ? new WorkEvent { Sequence = sequence, Item = item }
                        : new WorkEvent { Sequence = sequence, Item = item, Version = capability.Version, Timings = new WorkTimings { Device = runner.Device } };
                }
            }

            yield return WorkEvent.Last(sequence + 1, await ToResultAsync(new(run.Report), activity, cancellationToken, timeout.Token));
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)run.Report).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask DisposeAsync() => runner.DisposeAsync();

    private bool TryDecode(WorkRequest request, [NotNullWhen(true)] out TInput? input, [NotNullWhen(false)] out WorkError? error)
    {
        if (Readiness is { IsReady: false } readiness)
        {
            input = null;
            error = new WorkError(WorkErrorCode.NotReady, $"{readiness.Reason} {readiness.Remedy}");
            return false;
        }

        return capability.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out input, out error);
    }

    private Activity? StartActivity() => Diagnostics.ActivitySource.StartActivity("run")?.SetTag("capability", capability.Name);

    // Asynchronous, so that what a runner throws at once comes with its task like everything else.
    private async ValueTask<RunReport<TOutput>> RunAsync(TInput input, long expires, CancellationToken cancellationToken) =>
        await runner.RunAsync(input, expires, cancellationToken);

    private async ValueTask<WorkResult> ToResultAsync(
        ValueTask<RunReport<TOutput>> run, Activity? activity, CancellationToken cancellationToken, CancellationToken timeout = default)
    {
        try
        {
            var report = await run;
            activity?.SetTag("batch.size", report.BatchSize);
            var error = report.Outcome.Error;
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
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return WorkResult.Failure(s_deadlinePassed) with { Version = capability.Version };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            LogRunFailed(capability.Name, exception.GetType().Name);
            return WorkResult.Failure(RunErrors.Failed) with { Version = capability.Version };
        }
    }

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
        error = output is null ? RunErrors.Failed
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
