using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Makes the calls of one pipeline, so many at once.</summary>
internal sealed class StepCaller(IWorkCaller caller, PipelineBody body, PipelineOptions options, TimeProvider time) : IDisposable
{
    /// <summary>How what steps take and give is read.</summary>
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    private static readonly WorkError s_notJson = new(WorkErrorCode.EngineFailed, "The answer is not JSON.");

    private readonly SemaphoreSlim _places = new(options.MaxCalls);

    /// <summary>Calls the capability of a step once.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async ValueTask<StepOutput> CallAsync(
        PlannedStep step, CapabilityDescriptor contract, PipelineScope scope, HeldBytes held, StepDeadline deadline, StepCalls calls, int entry, CancellationToken cancellationToken)
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

            var result = await caller.RunAsync(Request(step, contract, input, deadline.Left(time)), cancellationToken);
            calls.Answered(result);
            var output = result.Error is { } failed ? new StepOutput(default, failed) : Read(result, held);
            return output.Error is null ? output : output with { Error = calls.Note(output.Error, entry) };
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Calls the capability of a step that streams.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public IAsyncEnumerable<WorkEvent> StreamAsync(PlannedStep step, CapabilityDescriptor contract, ReadOnlyMemory<byte> input, StepDeadline deadline, CancellationToken cancellationToken) =>
        caller.StreamAsync(Request(step, contract, input, deadline.Left(time)), cancellationToken);

    public void Dispose() => _places.Dispose();

    private WorkRequest Request(PlannedStep step, CapabilityDescriptor contract, ReadOnlyMemory<byte> input, TimeSpan? timeout)
    {
        var request = new WorkRequest
        {
            Capability = step.Definition.Capability,
            Version = step.Version,
            Model = step.Definition.Model,
            ModelVersion = step.Definition.ModelVersion,
            Payload = new Payload(input),
            Timeout = timeout,
        };
        return step.BodyMember is null ? request : request with { Payload = body.Payload, ContentType = MediaTypes.Binary, Parameters = [.. PipelineBody.Beside(input, contract)] };
    }

    private static WorkError Late(StepDeadline deadline) =>
        new(WorkErrorCode.DeadlineExceeded, FormattableString.Invariant($"The {deadline.Allowed!.Value.TotalMilliseconds} ms that the step may take passed."));

    private static StepOutput Read(WorkResult result, HeldBytes held) =>
        held.TryAdd(result.Payload.Length) ? Read(result.Payload.Bytes) : new StepOutput(default, PipelineErrors.TooMuchHeld(held.Limit));

    /// <summary>Reads what a capability answered.</summary>
    public static StepOutput Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            return new StepOutput(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new StepOutput(default, s_notJson);
        }
    }
}
