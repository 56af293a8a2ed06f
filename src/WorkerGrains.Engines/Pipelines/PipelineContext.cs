using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>What all parts of one run of a pipeline share.</summary>
internal sealed class PipelineContext : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Dictionary<string, StepCalls> _calls;

    public PipelineContext(
        PipelinePlan plan,
        IReadOnlyDictionary<string, CapabilityDescriptor> contracts,
        PipelineBody body,
        IWorkCaller caller,
        PipelineOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        Plan = plan;
        Contracts = contracts;
        Options = options;
        Caller = new StepCaller(caller, body, options, time);
        Stop = new PipelineStop(cancellationToken);
        Held = new HeldBytes(options.MaxHeldBytes);
        _calls = plan.All.ToDictionary(static step => step.Id, static step => new StepCalls(step.Definition), StringComparer.Ordinal);
        _time = time;
        _started = time.GetTimestamp();
    }

    public PipelinePlan Plan { get; }

    public IReadOnlyDictionary<string, CapabilityDescriptor> Contracts { get; }

    public PipelineOptions Options { get; }

    public StepCaller Caller { get; }

    public PipelineStop Stop { get; }

    public HeldBytes Held { get; }

    /// <summary>How long the pipeline has been running.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public StepCalls Calls(PlannedStep step) => _calls[step.Id];

    public StepDeadline Deadline(PlannedStep step) =>
        step.Definition.TimeoutMs is { } milliseconds ? StepDeadline.In(TimeSpan.FromMilliseconds(milliseconds), _time) : StepDeadline.None;

    /// <summary>What came of the steps, as they were given.</summary>
    public IReadOnlyList<PipelineStepRun> Runs() => [.. Plan.All.Select(step => Calls(step).ToRun())];

    public void Dispose()
    {
        Stop.Dispose();
        Caller.Dispose();
        Held.Dispose();
    }
}
