using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Composing;
using WorkerGrains.Engines.Running;
using WorkerGrains.Tests.Gateway;

namespace WorkerGrains.Tests.Engines.Composing;

public sealed class WorkCallerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedController _controller = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Call_HasWhatIsLeftOfTheDeadlineThePriorityAndTheNextDepth()
    {
        var caller = Create(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(4));

        await caller.RunAsync(Request() with { CallDepth = 7, CallId = Guid.NewGuid(), Priority = WorkPriority.Low }, Cancellation);

        var call = _controller.LastRequest!;
        Assert.Equal((TimeSpan.FromSeconds(6), WorkPriority.High, 3, Guid.Empty), (call.Timeout, call.Priority, call.CallDepth, call.CallId));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(20, 10)]
    public async Task RunAsync_TimeoutOfItsOwn_OnlyShortensTheDeadline(int asked, int given)
    {
        await Create(TimeSpan.FromSeconds(10)).RunAsync(Request() with { Timeout = TimeSpan.FromSeconds(asked) }, Cancellation);

        Assert.Equal(TimeSpan.FromSeconds(given), _controller.LastRequest!.Timeout);
    }

    [Fact]
    public async Task RunAsync_NoTimeLeft_FailsWithoutACall()
    {
        var caller = Create(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        var result = await caller.RunAsync(Request(), Cancellation);
        var last = await caller.StreamAsync(Request(), Cancellation).SingleAsync(Cancellation);

        Assert.Equal((WorkErrorCode.DeadlineExceeded, WorkErrorCode.DeadlineExceeded), (result.Error?.Code, last.Result?.Error?.Code));
        Assert.Null(_controller.LastRequest);
    }

    [Fact]
    public async Task RunAsync_NobodyWaitsForTheRequest_StopsTheCall()
    {
        using var abandoned = new CancellationTokenSource();
        _controller.Answer = static (_, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(WorkResult.Success("{}"u8.ToArray()));
        };
        var caller = Create(TimeSpan.FromSeconds(1), abandoned.Token);
        await abandoned.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await caller.RunAsync(Request(), Cancellation));
    }

    [Fact]
    public async Task RunAsync_OutputThatItsSiloDoesNotGiveOut_IsUnavailable()
    {
        _controller.AnswerWith(new WorkResult { Payload = new Payload(new LostSource(), 100) });

        var result = await Create(TimeSpan.FromSeconds(1)).RunAsync(Request(), Cancellation);

        Assert.Equal((WorkErrorCode.Unavailable, 0), (result.Error?.Code, result.Payload.Length));
    }

    private static WorkRequest Request() => new() { Capability = "test.callee", Payload = default };

    private WorkCaller Create(TimeSpan deadline, CancellationToken? abandoned = null) =>
        new(_controller, new RunTerms(Deadlines.Expires(_time, deadline), WorkPriority.High, CallDepth: 2), _time, abandoned ?? Cancellation);

    private sealed class LostSource : IPayloadSource
    {
        public Task<ReadOnlyMemory<byte>> ReadAsync(int offset, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public Task ReleaseAsync() => Task.CompletedTask;
    }
}
