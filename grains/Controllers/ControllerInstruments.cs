using System.Diagnostics;
using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Controllers;

/// <summary>The metrics and spans of controllers. Their names and tags are in this file and nowhere else.</summary>
internal sealed class ControllerInstruments(IMeterFactory meters, TimeProvider time)
{
    private readonly Histogram<double> _duration = meters.Create(Diagnostics.MeterName).CreateHistogram<double>(
        "workergrains.request.duration", "s", "Time from a controller taking a request to its answer.");

    private readonly UpDownCounter<long> _active = meters.Create(Diagnostics.MeterName).CreateUpDownCounter<long>(
        "workergrains.request.active", "{request}", "Requests that controllers see through now.");

    private readonly Counter<long> _retries = meters.Create(Diagnostics.MeterName).CreateCounter<long>(
        "workergrains.request.retries", "{attempt}", "Attempts after the first.");

    /// <summary>Starts measuring one request; end it with exactly one call on the returned value.</summary>
    public RequestRun Start(string capability)
    {
        var tag = Tag("capability", capability);
        _active.Add(1, tag);
        return new RequestRun(this, tag, time.GetTimestamp(), Diagnostics.ActivitySource.StartActivity("request", ActivityKind.Internal)?.SetTag("capability", capability));
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    internal readonly struct RequestRun(ControllerInstruments instruments, KeyValuePair<string, object?> capability, long started, Activity? activity)
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
            instruments._active.Add(-1, capability);
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

    private TimeSpan Elapsed(long started) => time.GetElapsedTime(started);
}
