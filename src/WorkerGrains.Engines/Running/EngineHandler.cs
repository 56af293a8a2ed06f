using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Streaming;

namespace WorkerGrains.Engines.Running;

/// <summary>Takes encoded work to an engine and back: decode, check, run, encode.</summary>
internal sealed partial class EngineHandler<TInput, TOutput>(
    Capability<TInput, TOutput> capability,
    object engine,
    IRunner<TInput, TOutput> runner,
    DeviceCatalog devices,
    TimeProvider time,
    ILogger<EngineHandler<TInput, TOutput>> logger) : IWorkHandler
    where TInput : class
    where TOutput : class
{
    private static readonly Readiness s_starting = Readiness.NotReady("The engine is still starting.", "Wait; large models take a while to load.");

    private static readonly Readiness s_noAccelerator = Readiness.NotReady(
        "This capability needs an accelerator, and the silo has none.", "Start a silo on a machine with a GPU and its driver.");

    private static readonly Readiness s_acceleratorUnused = Readiness.NotReady(
        "This capability needs an accelerator, and its engine does not compute on the one that the silo has.", "Build the silo with -p:Accelerator=cuda, and see its log.");

    private static readonly WorkError s_deadlinePassed = new(WorkErrorCode.DeadlineExceeded, "The deadline passed while the work was under way.");

    // Beyond what a timer takes nobody waits anyway.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private Readiness _readiness = engine is IStartingEngine || NeedsAccelerator(capability) ? s_starting : Readiness.Ready;

    public CapabilityDescriptor Capability => capability.Descriptor;

    public Readiness Readiness
    {
        get
        {
            var readiness = Volatile.Read(ref _readiness);
            if (readiness == Readiness.Ready && engine is IModelEngine model)
            {
                readiness = model.Readiness;
            }

            return readiness.IsReady && NeedsAccelerator(capability) && !devices.IsAccelerator(Device) ? s_acceleratorUnused : readiness;
        }
    }

    public string Device => runner.Device;

    public int Lanes => runner.Lanes;

    public RunnerLoad Load => runner.Load;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Where the accelerator is missing that it needs, an engine does not even load its model.
        Volatile.Write(ref _readiness, NeedsAccelerator(capability) && devices.Accelerator is null ? s_noAccelerator : await StartEngineAsync(cancellationToken));
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
        var (input, error) = await DecodeAsync(request, cancellationToken);
        if (input is null)
        {
            return WorkResult.Failure(error!);
        }

        if (!capability.TryAskForOutput(request, ref input, out var form, out error))
        {
            return WorkResult.Failure(error);
        }

        using var activity = StartActivity(capability.Name);
        return await ToResultAsync(RunAsync(input, request, cancellationToken), form, activity, cancellationToken);
    }

    public async IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (runner is not IStreamRunner<TInput, TOutput> streaming)
        {
            yield return WorkEvent.Last(1, await RunAsync(request, cancellationToken));
            yield break;
        }

        var (input, error) = await DecodeAsync(request, cancellationToken);
        if (input is null)
        {
            yield return WorkEvent.Last(1, WorkResult.Failure(error!));
            yield break;
        }

        // A reader that vanished with its silo cancels nothing: the deadline stops the engine then.
        using var timeout = new CancellationTokenSource(request.Timeout < s_longest ? request.Timeout.Value : Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var activity = StartActivity(capability.Name);
        var run = streaming.Start(input, RunTerms.Of(request, time), stop.Token);
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

            yield return WorkEvent.Last(sequence + 1, await ToResultAsync(new(run.Report), form: null, activity, cancellationToken, timeout.Token));
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)run.Report).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask DisposeAsync() => runner.DisposeAsync();

    private static bool NeedsAccelerator(Capability<TInput, TOutput> capability) => capability.Needs.Accelerator == AcceleratorNeed.Required;

    private static Activity? StartActivity(string capability) => Diagnostics.ActivitySource.StartActivity("run")?.SetTag("capability", capability);

    private async ValueTask<(TInput? Input, WorkError? Error)> DecodeAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (Readiness is { IsReady: false } readiness)
        {
            return (null, readiness.ToError());
        }

        if (engine is IModelEngine model && await model.EnsureLoadedAsync(cancellationToken) is { } notLoaded)
        {
            return (null, notLoaded);
        }

        WorkError? error;
        var isInput = request.Payload.Body is { } body
            ? capability.Input.TryDecodeStreamed(body, request.ContentType, request.Parameters, out var input, out error)
            : capability.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out input, out error);
        return isInput ? (input, null) : (null, error);
    }

    // Asynchronous, so that what a runner throws at once comes with its task like everything else.
    private async ValueTask<RunReport<TOutput>> RunAsync(TInput input, WorkRequest request, CancellationToken cancellationToken) =>
        await runner.RunAsync(input, RunTerms.Of(request, time), cancellationToken);

    private async ValueTask<WorkResult> ToResultAsync(
        ValueTask<RunReport<TOutput>> run, RawOutput<TInput, TOutput>? form, Activity? activity, CancellationToken cancellationToken, CancellationToken timeout = default)
    {
        try
        {
            var report = await run;
            activity?.SetTag("batch.size", report.BatchSize);
            return form is null ? report.ToResult(capability, runner.Device) : report.ToResult(capability, form, runner.Device);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return WorkResult.Failure(s_deadlinePassed) with { Version = capability.Version };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            LogRunFailed(capability.Name, exception.GetType().Name);
            return WorkResult.Failure(RunResult.EngineFailed) with { Version = capability.Version };
        }
    }

    private async Task<Readiness> StartEngineAsync(CancellationToken cancellationToken)
    {
        try
        {
            var readiness = engine is IStartingEngine starting ? await starting.StartAsync(cancellationToken) : Readiness.Ready;

            // What a model engine can do changes as its model does: from now on it says so itself.
            return engine is IModelEngine ? Readiness.Ready : readiness;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One engine that cannot start must not keep the others from serving.
            LogStartFailed(capability.Name, exception.GetType().Name);
            return Readiness.NotReady("The engine failed to start.", "See the log of the silo.");
        }
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
