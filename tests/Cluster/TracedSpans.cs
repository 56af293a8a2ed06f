using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using Telemetry = WorkerGrains.Contracts.Diagnostics;

namespace WorkerGrains.Tests.Cluster;

/// <summary>A trace that begins here, and the spans of it that this project makes, once they have ended.</summary>
internal sealed class TracedSpans : IEnumerable<Activity>, IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly Activity _caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly ActivityListener _listener;

    public TracedSpans()
    {
        _listener = new ActivityListener
        {
            // Orleans' own spans carry the trace from process to process, so they are listened to as well, as the silo does.
            ShouldListenTo = static source => source.Name == Telemetry.ActivitySourceName || source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _caller.TraceId)
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All spans of the trace, those of Orleans among them.</summary>
    public IEnumerable<Activity> All => _spans;

    public IEnumerator<Activity> GetEnumerator() => _spans.Where(static span => span.Source.Name == Telemetry.ActivitySourceName).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        _listener.Dispose();
        _caller.Dispose();
    }
}
