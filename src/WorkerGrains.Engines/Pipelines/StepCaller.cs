using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Makes the calls of one pipeline: so many at once, and so much held of what they answer.</summary>
internal sealed class StepCaller(IWorkCaller caller, PipelineOptions options, TimeProvider time) : IDisposable
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 256 };

    private static readonly WorkError s_notJson = new(WorkErrorCode.EngineFailed, "The answer is not JSON.");

    private readonly SemaphoreSlim _places = new(options.MaxCalls);
    private long _held;

    /// <summary>Calls the capability of a step once.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async ValueTask<StepOutput> CallAsync(
        PlannedStep step, CapabilityDescriptor contract, PipelineScope scope, StepDeadline deadline, StepCalls calls, int entry, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            if (!step.Input.TryFill(scope, contract.MaxInputBytes, out var input, out var error))
            {
                return new StepOutput(default, calls.Note(error, entry));
            }

            if (deadline.Left(time) is { Ticks: <= 0 })
            {
                return new StepOutput(default, calls.Note(Late(deadline), entry));
            }

            var result = await caller.RunAsync(Request(step, input, deadline.Left(time)), cancellationToken);
            calls.Answered(result);
            var output = result.Error is { } failed ? new StepOutput(default, failed) : Read(result);
            return output.Error is null ? output : output with { Error = calls.Note(output.Error, entry) };
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static WorkRequest Request(PlannedStep step, ReadOnlyMemory<byte> input, TimeSpan? timeout) => new()
    {
        Capability = step.Definition.Capability,
        Version = step.Version,
        Model = step.Definition.Model,
        ModelVersion = step.Definition.ModelVersion,
        Payload = new Payload(input),
        Timeout = timeout,
    };

    private static WorkError Late(StepDeadline deadline) =>
        new(WorkErrorCode.DeadlineExceeded, FormattableString.Invariant($"The {deadline.Allowed!.Value.TotalMilliseconds} ms that the step may take passed."));

    private StepOutput Read(WorkResult result)
    {
        if (Interlocked.Add(ref _held, result.Payload.Length) > options.MaxHeldBytes)
        {
            return new StepOutput(default, PipelineErrors.TooMuchHeld(options.MaxHeldBytes));
        }

        try
        {
            using var document = JsonDocument.Parse(result.Payload.Bytes, s_reading);
            return new StepOutput(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new StepOutput(default, s_notJson);
        }
    }
}
