using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;

namespace WorkerGrains.Engines.Programs;

/// <summary>The metrics of external programs.</summary>
internal sealed class ProgramInstruments(IMeterFactory meters, TimeProvider time)
{
    private readonly UpDownCounter<int> _active = meters.Create(Diagnostics.MeterName).CreateUpDownCounter<int>(
        "workergrains.program.active", "{process}", "External programs that run now.");

    private readonly Histogram<double> _duration = meters.Create(Diagnostics.MeterName).CreateHistogram<double>(
        "workergrains.program.duration", "s", "Time that an external program ran.");

    /// <summary>Starts measuring one run; dispose of the returned value when the process is gone.</summary>
    public ProgramRun Start(string program)
    {
        var tag = new KeyValuePair<string, object?>("program", program);
        _active.Add(1, tag);
        return new ProgramRun(this, tag, time.GetTimestamp());
    }

    internal readonly struct ProgramRun(ProgramInstruments instruments, KeyValuePair<string, object?> tag, long started) : IDisposable
    {
        public void Dispose() => instruments.End(tag, started);
    }

    private void End(KeyValuePair<string, object?> tag, long started)
    {
        _active.Add(-1, tag);
        _duration.Record(time.GetElapsedTime(started).TotalSeconds, tag);
    }
}
