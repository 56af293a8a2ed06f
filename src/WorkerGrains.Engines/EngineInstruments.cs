using System.Diagnostics;
using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;

namespace WorkerGrains.Engines;

/// <summary>The metrics and spans of all engines. Their names and tags are in this file and nowhere else.</summary>
internal sealed class EngineInstruments(IMeterFactory meters, TimeProvider time)
{
    private readonly Histogram<int> _batchSize = meters.Create(Diagnostics.MeterName).CreateHistogram<int>(
        "workergrains.engine.batch.size", "{input}", "Inputs that an engine ran together.");

    private readonly Histogram<double> _batchDuration = meters.Create(Diagnostics.MeterName).CreateHistogram<double>(
        "workergrains.engine.batch.duration", "s", "Time an engine took for a batch.");

    private readonly Histogram<double> _queueDuration = meters.Create(Diagnostics.MeterName).CreateHistogram<double>(
        "workergrains.engine.queue.duration", "s", "Time an input waited before its batch was formed.");

    private readonly Counter<long> _dropped = meters.Create(Diagnostics.MeterName).CreateCounter<long>(
        "workergrains.engine.inputs.dropped", "{input}", "Inputs dropped before they ran: refused, too late, abandoned or expired.");

    private readonly Counter<long> _items = meters.Create(Diagnostics.MeterName).CreateCounter<long>(
        "workergrains.engine.items", "{item}", "Items that engines gave while they ran.");

    private readonly Histogram<double> _firstItem = meters.Create(Diagnostics.MeterName).CreateHistogram<double>(
        "workergrains.engine.first_item.duration", "s", "Time from an input being queued to its first item.");

    private readonly UpDownCounter<long> _sessions = meters.Create(Diagnostics.MeterName).CreateUpDownCounter<long>(
        "workergrains.engine.sessions", "{session}", "Sessions of stateful models that are open.");

    /// <summary>Starts measuring one batch; end it with exactly one call on the returned value.</summary>
    public BatchRun StartBatch(string capability, int size, ActivityContext parent, IEnumerable<ActivityLink>? others)
    {
        _batchSize.Record(size, Tag("capability", capability));
        var activity = Diagnostics.ActivitySource.StartActivity("batch", ActivityKind.Internal, parent, [Tag("capability", capability), Tag("batch.size", size)], others);
        return new BatchRun(this, capability, time.GetTimestamp(), activity);
    }

    public void Queued(string capability, TimeSpan waited) => _queueDuration.Record(waited.TotalSeconds, Tag("capability", capability));

    public void Refused(string capability) => _dropped.Add(1, Tag("capability", capability), Tag("reason", "overloaded"));

    public void RefusedLate(string capability) => _dropped.Add(1, Tag("capability", capability), Tag("reason", "too_late"));

    public void Abandoned(string capability) => _dropped.Add(1, Tag("capability", capability), Tag("reason", "abandoned"));

    public void Expired(string capability) => _dropped.Add(1, Tag("capability", capability), Tag("reason", "expired"));

    public void SessionOpened(string model) => _sessions.Add(1, Tag("model", model));

    public void SessionEnded(string model) => _sessions.Add(-1, Tag("model", model));

    public void Item(string capability) => _items.Add(1, Tag("capability", capability));

    /// <summary>A stream gave its first item.</summary>
    /// <param name="capability">Whose stream.</param>
    /// <param name="queued">The timestamp at which its input came in.</param>
    public void Began(string capability, long queued) => _firstItem.Record(time.GetElapsedTime(queued).TotalSeconds, Tag("capability", capability));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    internal readonly struct BatchRun(EngineInstruments instruments, string capability, long started, Activity? activity)
    {
        public void Completed() => End("completed");

        public void Failed()
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            End("failed");
        }

        public void Canceled() => End("canceled");

        private void End(string outcome)
        {
            instruments.Record(started, capability, outcome);
            activity?.SetTag("outcome", outcome);
            activity?.Dispose();
        }
    }

    private void Record(long started, string capability, string outcome) =>
        _batchDuration.Record(time.GetElapsedTime(started).TotalSeconds, Tag("capability", capability), Tag("outcome", outcome));
}
