using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Tests.Engines.Batching;

public sealed class BatcherMetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Batches_AreCountedAndTimed()
    {
        await using var harness = new BatcherHarness(capability: "test.metrics");
        using var sizes = Collect<int>(harness, "workergrains.engine.batch.size");
        using var durations = Collect<double>(harness, "workergrains.engine.batch.duration");
        using var waits = Collect<double>(harness, "workergrains.engine.queue.duration");
        var first = await harness.OccupyAsync();
        var waiting = new[] { harness.RunAsync(1, Cancellation), harness.RunAsync(2, Cancellation) };

        harness.Time.Advance(TimeSpan.FromSeconds(1));
        first.Complete();
        var second = await harness.Engine.NextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        second.Complete();
        await Task.WhenAll(waiting);
        await harness.Batcher.DisposeAsync();

        Assert.Equal([1, 2], Values(sizes));
        Assert.Equal([0, 1, 1], Values(waits));
        Assert.Equal([1, 2], Values(durations));
        Assert.All([.. sizes.GetMeasurementSnapshot().Select(static one => one.Tags), .. waits.GetMeasurementSnapshot().Select(static one => one.Tags)], static tags =>
            Assert.Equal([new("capability", "test.metrics")], tags));
        Assert.All(durations.GetMeasurementSnapshot(), static one => Assert.Equal(
            [new("capability", "test.metrics"), new("outcome", "completed")], one.Tags.OrderBy(static tag => tag.Key)));
    }

    [Fact]
    public async Task RunAsync_FailedAndCanceledBatches_SaySo()
    {
        await using var harness = new BatcherHarness();
        using var durations = Collect<double>(harness, "workergrains.engine.batch.duration");
        using var caller = new CancellationTokenSource();

        var failing = harness.RunAsync(1, Cancellation);
        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException());
        await failing;
        _ = harness.RunAsync(2, caller.Token);
        var canceled = await harness.Engine.NextAsync();
        await caller.CancelAsync();
        await canceled.StopWhenCanceledAsync();
        await harness.Batcher.DisposeAsync();

        Assert.Equal(["failed", "canceled"], durations.GetMeasurementSnapshot().Select(static one => one.Tags["outcome"]));
    }

    [Fact]
    public async Task RunAsync_DroppedInputs_AreCountedByReason()
    {
        await using var harness = new BatcherHarness(new BatchingOptions { MaxQueueLength = 2 }, "test.dropped");
        using var dropped = Collect<long>(harness, "workergrains.engine.inputs.dropped");
        var first = await harness.OccupyAsync();
        using var caller = new CancellationTokenSource();
        var late = harness.RunAsync(new Item(1), TimeSpan.FromSeconds(1));
        _ = harness.RunAsync(2, caller.Token);

        await harness.RunAsync(3, Cancellation);
        await caller.CancelAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        first.Complete();
        await late;

        Assert.Equal(["overloaded", "abandoned", "expired"], dropped.GetMeasurementSnapshot().Select(static one => one.Tags["reason"]));
        Assert.All(dropped.GetMeasurementSnapshot(), static one => Assert.Equal((1, "test.dropped"), (one.Value, one.Tags["capability"])));
    }

    [Fact]
    public async Task RunAsync_Spans_NameTheRequestsTheyServe()
    {
        List<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is Diagnostics.ActivitySourceName or "test.requests",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("capability"), "test.spans"))
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var requests = new ActivitySource("test.requests");
        using var startUp = requests.StartActivity("start-up");
        await using var harness = new BatcherHarness(capability: "test.spans");
        startUp!.Stop();
        var first = await harness.OccupyAsync();
        var waiting = Enumerable.Range(1, 3).Select(async id =>
        {
            using var request = requests.StartActivity("request")!;
            await harness.RunAsync(id, Cancellation);
            return request.SpanId;
        }).ToList();
        first.Complete();

        (await harness.Engine.NextAsync()).Fail(new InvalidOperationException());
        for (var id = 1; id <= 3; id++)
        {
            (await harness.Engine.NextAsync()).Complete();
        }

        var ids = await Task.WhenAll(waiting);
        await harness.Batcher.DisposeAsync();

        Assert.Equal(["batch", "batch", "batch", "batch", "batch"], spans.Select(static span => span.OperationName));
        Assert.Equal([default, ids[0], ids[0], ids[1], ids[2]], spans.Select(static span => span.ParentSpanId));
        Assert.Equal([ids[1], ids[2]], spans[1].Links.Select(static link => link.Context.SpanId));
        Assert.All(spans.Skip(2), static span => Assert.Empty(span.Links));
        Assert.Equal(["completed", "failed", "completed", "completed", "completed"], spans.Select(static span => span.GetTagItem("outcome")));
        Assert.Equal(ActivityStatusCode.Error, spans[1].Status);
    }

    private static MetricCollector<T> Collect<T>(BatcherHarness harness, string instrument)
        where T : struct => new(harness.Meters, Diagnostics.MeterName, instrument);

    private static IEnumerable<T> Values<T>(MetricCollector<T> collector)
        where T : struct => collector.GetMeasurementSnapshot().Select(static one => one.Value);
}
