using System.Collections.Concurrent;
using System.Diagnostics;
using Telemetry = WorkerGrains.Contracts.Diagnostics;

namespace WorkerGrains.Tests.Cluster;

/// <summary>One trace from the caller's process through controller and worker to the engine's batch, on whichever silo that is.</summary>
public sealed class TracingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_FromAnotherProcess_IsOneTraceDownToTheBatch()
    {
        await using var cluster = await WorkerCluster.StartAsync(traced: true);
        cluster.Gate.Open();
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            // Orleans' own spans carry the trace from process to process, so they are listened to as well, as the silo does.
            ShouldListenTo = static source => source.Name == Telemetry.ActivitySourceName || source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == caller.TraceId && span.Source.Name == Telemetry.ActivitySourceName)
                {
                    spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        // Enough calls that some are answered by a silo other than the one where they came in.
        for (var i = 0; i < 8; i++)
        {
            await cluster.CreateClient().RunAsync(ClusterCapabilities.Where, new Where(), Cancellation);
        }

        await Eventually.TrueAsync(() => spans.Count(static span => span.OperationName == "batch") == 8, "every batch has ended its span");
        foreach (var name in (string[])["call", "request", "run", "batch"])
        {
            Assert.Equal(8, spans.Count(span => span.OperationName == name));
        }

        Assert.All(spans.Where(static span => span.OperationName == "batch"), batch => Assert.Contains(spans, span => span.SpanId == batch.ParentSpanId && span.OperationName == "run"));
    }
}
