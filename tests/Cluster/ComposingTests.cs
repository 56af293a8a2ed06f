using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Capabilities that call capabilities, across silos.</summary>
public sealed class ComposingTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Fact]
    public async Task RunAsync_Callee_AnswersTheCaller()
    {
        _cluster.Gate.Open();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { To = "test.where" }, Cancellation)));

        Assert.All(answers, static answer => Assert.Equal(1, answer.Answers));
    }

    [Fact]
    public async Task RunAsync_LargeOutputOfAnotherSilo_IsFetched()
    {
        // As many callers as it takes that some callee is on the other silo than its caller.
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { To = "test.repeat" }, Cancellation)));

        Assert.All(answers, static answer => Assert.Equal(1, answer.Answers));
    }

    [Theory]
    [InlineData("test.nobody", WorkErrorCode.UnknownCapability, "test.nobody: No silo offers this capability. GET /v1/capabilities lists those that are offered.")]
    [InlineData("test.count", WorkErrorCode.InvalidInput, "test.count: The number is unlucky. Count less far.")]
    public async Task RunAsync_CalleeFails_IsToldByItsNameAndWithoutACodeThatTheCallerDoesNotDeclare(string callee, WorkErrorCode code, string message)
    {
        var failure = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { To = callee }, Cancellation));

        Assert.Equal((code, null, message), (failure.Code, failure.Reason, failure.Message));
    }

    [Fact]
    public async Task RunAsync_ChainsLongerThanTheLanes_DoNotWaitForEachOther()
    {
        _cluster.Gate.Open();

        // Two silos with a lane each, and more chains than those.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { Times = 5, To = "test.where" }, Cancellation)));

        Assert.All(answers, static answer => Assert.Equal(6, answer.Answers));
    }

    [Fact]
    public async Task RunAsync_CallsItself_EndsAtTheDepthThatIsAllowed()
    {
        var before = Runs();

        var failure = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { Times = 1_000_000, To = "test.where" }, Cancellation));

        Assert.Equal(WorkErrorCode.CallTooDeep, failure.Code);
        Assert.EndsWith("Capabilities call each other deeper than 8 calls. Take the circle, or a step of the chain, out.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(9, Runs() - before);

        int Runs() => _cluster.Services(1).GetRequiredService<RelayEngine>().Runs + _cluster.Services(2).GetRequiredService<RelayEngine>().Runs;
    }

    [Fact]
    public async Task RunAsync_DepthFromOutside_IsNotTaken()
    {
        _cluster.Gate.Open();
        var request = ControllerTests.Request(ClusterCapabilities.Relay, new Relay { Times = 8 - 1, To = "test.where" });

        var deep = await _cluster.CreateClient().RunAsync(request with { CallDepth = 8 }, isIdempotent: true, Cancellation);
        var negative = await _cluster.CreateClient().RunAsync(
            ControllerTests.Request(ClusterCapabilities.Relay, new Relay { Times = 20, To = "test.where" }) with { CallDepth = -100 }, isIdempotent: true, Cancellation);

        Assert.Null(deep.Error);
        Assert.Equal(WorkErrorCode.CallTooDeep, negative.Error?.Code);
    }

    [Fact]
    public async Task RunAsync_DeadlinePassesInTheCallee_SaysSoAndStopsIt()
    {
        var options = new WorkOptions { Timeout = TimeSpan.FromSeconds(1) };

        var failure = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { Times = 1, To = "test.hold" }, options, Cancellation));

        Assert.Equal(WorkErrorCode.DeadlineExceeded, failure.Code);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_CallerStopsWaiting_StopsTheCallee()
    {
        using var caller = new CancellationTokenSource();

        var call = _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { Times = 1, To = "test.hold" }, caller.Token);
        await _cluster.Gate.Started.Task.WaitAsync(Cancellation);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task StreamAsync_Callee_GivesItemsWhileItRuns()
    {
        var work = _cluster.CreateClient().StreamAsync(ClusterCapabilities.RelayedCount, new Count { To = 50, HoldAt = 3 }, cancellationToken: Cancellation);
        var numbers = new List<int>();
        await foreach (var item in work)
        {
            numbers.Add(item.Number);
            if (item.Number == 2)
            {
                // The engine waits before the third, so these two came before the end.
                _cluster.Counting.Gate.Open();
            }
        }

        Assert.Equal(Enumerable.Range(1, 50), numbers);
        Assert.Equal(50, work.Output.Value.Total);
    }

    [Fact]
    public async Task StreamAsync_ReaderLeaves_StopsTheCallee()
    {
        await foreach (var _ in _cluster.CreateClient().StreamAsync(ClusterCapabilities.RelayedCount, new Count { To = 1_000_000 }, cancellationToken: Cancellation))
        {
            break;
        }

        await _cluster.Counting.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_Calls_AreOneTrace()
    {
        _cluster.Gate.Open();
        using var spans = new TracedSpans();

        await _cluster.CreateClient().RunAsync(ClusterCapabilities.Relay, new Relay { Times = 2, To = "test.where" }, Cancellation);

        await Eventually.TrueAsync(() => spans.Count(static span => span.OperationName == "run") == 4, "every run has ended its span");
        Assert.Equal(["test.relay", "test.relay", "test.relay", "test.where"], spans.Where(static span => span.OperationName == "request").Select(static span => (string?)span.GetTagItem("capability")).Order());

        // A request inside hangs under the run of the engine that made it.
        var inner = spans.First(static span => span.OperationName == "request" && (string?)span.GetTagItem("capability") == "test.where");
        var parents = new List<string>();
        for (var span = inner; span is not null; span = spans.All.FirstOrDefault(other => other.SpanId == span.ParentSpanId))
        {
            parents.Add(span.OperationName);
        }

        Assert.Equal(3, parents.Count(static name => name == "run"));
    }
}
