using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Controllers;

/// <summary>The metrics and spans of controllers. Their names and tags are in this file and nowhere else.</summary>
internal sealed class ControllerInstruments
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _retries;

    // Counted here and read when somebody looks: an instrument that is told of every start and end costs more than a small request's engine.
    private readonly ConcurrentDictionary<string, StrongBox<int>> _active = new();

    public ControllerInstruments(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(Diagnostics.MeterName);
        _duration = meter.CreateHistogram<double>("workergrains.request.duration", "s", "Time from a controller taking a request to its answer.");
        _retries = meter.CreateCounter<long>("workergrains.request.retries", "{attempt}", "Attempts after the first.");
        meter.CreateObservableUpDownCounter(
            "workergrains.request.active",
            () => _active.Select(static active => new Measurement<int>(Volatile.Read(ref active.Value.Value), Tag("capability", active.Key))),
            "{request}",
            "Requests that controllers see through now.");
    }

    /// <summary>Starts measuring one request; end it with exactly one call on the returned value.</summary>
    /// <param name="capability">The name of a capability that is offered.</param>
    public RequestRun Start(string capability)
    {
        var active = _active.GetOrAdd(capability, static _ => new StrongBox<int>());
        Interlocked.Increment(ref active.Value);
        return new RequestRun(
            this, Tag("capability", capability), active, _time.GetTimestamp(), Diagnostics.ActivitySource.StartActivity("request", ActivityKind.Internal)?.SetTag("capability", capability));
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    internal readonly struct RequestRun(
        ControllerInstruments instruments, KeyValuePair<string, object?> capability, StrongBox<int> active, long started, Activity? activity)
    {
        public void Retrying() => instruments._retries.Add(1, capability);

        /// <summary>Ends with a result, which is given the time it took and the silo that answered, if any did.</summary>
        public WorkResult Ended(WorkResult result, int attempts, string? silo = null)
        {
            var took = End(result.Error is { } error ? error.Code.ToName() : "ok");
            return result with { Timings = result.Timings with { Total = took, Attempts = attempts, Silo = silo } };
        }

        public void Canceled() => End("canceled");

        private TimeSpan End(string outcome)
        {
            var took = instruments.Elapsed(started);
            Interlocked.Decrement(ref active.Value);
            instruments._duration.Record(took.TotalSeconds, capability, Tag("outcome", outcome));
            if (activity is not null)
            {
                activity.SetTag("outcome", outcome);
                activity.SetStatus(outcome is "ok" or "canceled" ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
                activity.Dispose();
            }

            return took;
        }
    }

    private TimeSpan Elapsed(long started) => _time.GetElapsedTime(started);
}
