using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;

namespace WorkerGrains.Grains.Storage;

/// <summary>The metrics of stored state. Their names and tags are in this file and nowhere else.</summary>
internal sealed class StateInstruments
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batchSize;

    public StateInstruments(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(Diagnostics.MeterName);
        _duration = meter.CreateHistogram<double>("workergrains.state.duration", "s", "The store's time for a record.");
        _batchSize = meter.CreateHistogram<int>("workergrains.state.batch.size", "{record}", "Changes that shared a commit.");
    }

    /// <summary>Starts measuring a read; end it with exactly one call on the returned value.</summary>
    public StateAccess StartRead() => new(this, "read", _time.GetTimestamp());

    /// <summary>The same of a write.</summary>
    public StateAccess StartWrite() => new(this, "write", _time.GetTimestamp());

    /// <summary>The same of a removal.</summary>
    public StateAccess StartClear() => new(this, "clear", _time.GetTimestamp());

    /// <summary>So many changes shared a commit.</summary>
    public void Committed(int records) => _batchSize.Record(records);

    internal readonly struct StateAccess(StateInstruments instruments, string operation, long started)
    {
        public void Completed() => End("completed");

        /// <summary>What was known of the record is not so any more.</summary>
        public void Conflicted() => End("conflict");

        public void Failed() => End("failed");

        private void End(string outcome) =>
            instruments._duration.Record(instruments._time.GetElapsedTime(started).TotalSeconds, new("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));
    }
}
