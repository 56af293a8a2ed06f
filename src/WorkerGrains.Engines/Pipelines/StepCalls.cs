using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Counts the calls of one step. Thread-safe: entries of a list run beside each other.</summary>
internal sealed class StepCalls(PipelineStep step)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _silos = new(StringComparer.Ordinal);
    private int _calls;
    private int _failures;
    private int _failedEntry = int.MaxValue;
    private WorkError? _error;
    private string? _version;

    /// <summary>A call came back.</summary>
    public void Answered(WorkResult result)
    {
        lock (_gate)
        {
            _calls++;
            _version = result.Version?.ToString() ?? _version;
            if (result.Timings.Silo is { } silo)
            {
                _silos.Add(silo);
            }
        }
    }

    /// <summary>The step, or one entry of it, failed.</summary>
    public WorkError Note(WorkError error, int entry = 0)
    {
        lock (_gate)
        {
            _failures++;
            if (entry < _failedEntry)
            {
                (_failedEntry, _error) = (entry, error);
            }
        }

        return error;
    }

    public PipelineStepRun ToRun(PipelineStepOutcome outcome, TimeSpan started, TimeSpan took) => new()
    {
        Id = step.Id,
        Capability = step.Capability,
        Version = _version,
        Outcome = outcome,
        Error = _error is { } error ? new PipelineStepError { Code = error.Reason ?? error.Code.ToName(), Message = error.Message } : null,
        Calls = _calls,
        Failures = _failures,
        StartedMs = started.TotalMilliseconds,
        DurationMs = took.TotalMilliseconds,
        Silos = [.. _silos],
    };
}
