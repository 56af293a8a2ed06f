using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Keeps account of one step. Thread-safe: entries of a list, and items of a stream, run beside each other.</summary>
internal sealed class StepCalls(PipelineStep step)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _silos = new(StringComparer.Ordinal);
    private int _calls;
    private int _failures;
    private int _failedEntry = int.MaxValue;
    private WorkError? _error;
    private string? _version;
    private PipelineStepOutcome? _outcome;
    private TimeSpan _began = TimeSpan.MaxValue;
    private TimeSpan _ended = TimeSpan.Zero;

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

    /// <summary>The step was run, or left out: once, or for one item of a stream.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="began">When it began, after the pipeline did.</param>
    /// <param name="ended">When it ended.</param>
    public void Settled(PipelineStepOutcome outcome, TimeSpan began, TimeSpan ended)
    {
        lock (_gate)
        {
            _outcome = _outcome is { } before && Rank(before) < Rank(outcome) ? before : outcome;
            _began = _began < began ? _began : began;
            _ended = _ended > ended ? _ended : ended;
        }
    }

    /// <summary>What came of the step. One that ran for the items of a stream has the best of its outcomes, and with no items it is completed.</summary>
    public PipelineStepRun ToRun() => new()
    {
        Id = step.Id,
        Capability = step.Capability,
        Version = _version,
        Outcome = _outcome ?? PipelineStepOutcome.Completed,
        Error = _error is { } error ? new PipelineStepError { Code = error.Reason ?? error.Code.ToName(), Message = error.Message } : null,
        Calls = _calls,
        Failures = _failures,
        StartedMs = _outcome is null ? 0 : _began.TotalMilliseconds,
        DurationMs = _outcome is null ? 0 : (_ended - _began).TotalMilliseconds,
        Silos = [.. _silos],
    };

    private static int Rank(PipelineStepOutcome outcome) => outcome switch
    {
        PipelineStepOutcome.Completed => 0,
        PipelineStepOutcome.Defaulted => 1,
        PipelineStepOutcome.Failed => 2,
        _ => 3,
    };
}
