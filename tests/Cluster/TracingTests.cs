namespace WorkerGrains.Tests.Cluster;

/// <summary>One trace from the caller's process through controller and worker to the engine's batch, on whichever silo that is.</summary>
public sealed class TracingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_FromAnotherProcess_IsOneTraceDownToTheBatch()
    {
        await using var cluster = await WorkerCluster.StartAsync(isTraced: true);
        cluster.Gate.Open();
        using var spans = new TracedSpans();

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
