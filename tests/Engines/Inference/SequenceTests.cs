using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Inference;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Inference;

/// <summary>Sessions of a model that remembers the sum of what it was given and answers twice that.</summary>
public sealed class SequenceTests : IAsyncDisposable
{
    private const string States = "\"states\": [{ \"input\": \"state\", \"output\": \"sum\" }]";

    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TemporaryModels _models = new();
    private readonly SumRuntime _runtime = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ModelRepository _repository;
    private readonly InferenceHandler _handler;

    public SequenceTests()
    {
        _repository = TemporaryModels.OpenWith(_models.Options(), _time, _runtime);
        _handler = new InferenceHandler(
            _repository, new EngineInstruments(_metrics.GetRequiredService<IMeterFactory>(), _time), _time, NullLogger<InferenceHandler>.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _handler.DisposeAsync();
        _repository.Dispose();
        _models.Dispose();
        await _metrics.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_RequestsOfASession_GoOnFromEachOther()
    {
        Install();

        var first = await RunAsync(null, 1);
        var second = await RunAsync(first.Session, 2);
        var other = await RunAsync(null, 100);
        var third = await RunAsync(first.Session, 3);

        Assert.Equal([2f, 6, 200, 12], [Answer(first), Answer(second), Answer(other), Answer(third)]);
        Assert.Equal(first.Session, third.Session);
        Assert.NotEqual(first.Session, other.Session);
    }

    [Fact]
    public async Task RunAsync_SentAtOnce_RunInTheOrderInWhichTheyCame()
    {
        Install();
        var first = await RunAsync(null, 1);

        var answers = await Task.WhenAll(Enumerable.Range(2, 49).Select(number => RunAsync(first.Session, number)));

        Assert.Equal(Enumerable.Range(2, 49).Select(static number => (float)number * (number + 1)), answers.Select(Answer));
    }

    [Fact]
    public async Task RunAsync_ManySessions_ShareBatches()
    {
        Install();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => RunAsync(null, 0)));
        var gate = new TaskCompletionSource();
        (_runtime.Gate, var before) = (gate.Task, _runtime.Runs.Count);

        var first = RunAsync(sessions[0].Session, 1);
        await Eventually.TrueAsync(() => _runtime.Runs.Count > before, "the lane is busy");
        var rest = sessions.Skip(1).Select((session, place) => RunAsync(session.Session, place + 2)).ToList();
        await Eventually.TrueAsync(() => _handler.Load.Waiting == 9, "all wait");
        gate.SetResult();
        var answers = await Task.WhenAll([first, .. rest]);

        Assert.Equal(Enumerable.Range(1, 9).Select(static number => 2f * number), answers.Select(Answer));
        Assert.Equal([1L, 8], _runtime.Runs.Skip(before));
    }

    [Fact]
    public async Task RunAsync_RequestThatFails_LeavesTheSessionAsItWas()
    {
        Install();
        var first = await RunAsync(null, 1);

        var failed = await SendAsync(new SessionUse { Id = first.Session }, Input(-5));
        var malformed = await SendAsync(new SessionUse { Id = first.Session }, Input(5, name: "z"));
        var next = await RunAsync(first.Session, 2);

        Assert.Equal("model.run_failed", failed.Error!.Reason);
        Assert.Equal("model.input_unknown", malformed.Error!.Reason);
        Assert.Equal(6, Answer(next));
    }

    [Fact]
    public async Task RunAsync_CanceledInTheMiddle_LeavesTheSessionAsItWas()
    {
        Install();
        var first = await RunAsync(null, 1);
        _runtime.Gate = new TaskCompletionSource().Task;
        using var stop = new CancellationTokenSource();
        var before = _runtime.Runs.Count;

        var canceled = SendAsync(new SessionUse { Id = first.Session }, Input(50), stop.Token);
        await Eventually.TrueAsync(() => _runtime.Runs.Count > before, "it runs");
        using var stopWaiting = new CancellationTokenSource();
        var waiting = SendAsync(new SessionUse { Id = first.Session }, Input(60), stopWaiting.Token);
        await stopWaiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        _runtime.Gate = Task.CompletedTask;

        Assert.Equal(6, Answer(await RunAsync(first.Session, 2)));
    }

    [Fact]
    public async Task RunAsync_FirstRequestFails_ThereIsNoSession()
    {
        Install();

        var failed = await SendAsync(new SessionUse(), Input(-5));

        Assert.Null(failed.Session);
        Assert.Equal(0, Users());
    }

    [Fact]
    public async Task RunAsync_LastRequest_EndsTheSession()
    {
        Install();
        var first = await RunAsync(null, 1);

        var last = await SendAsync(new SessionUse { Id = first.Session, IsLast = true }, Input(2));
        var late = await SendAsync(new SessionUse { Id = first.Session }, Input(3));

        Assert.Equal(6, Answer(last));
        Assert.Equal(WorkErrorCode.SessionLost, late.Error!.Code);
        Assert.Equal(0, Users());
    }

    [Fact]
    public async Task RunAsync_IdleForLongerThanTheModelAllows_HasEnded()
    {
        Install("\"idleSeconds\": 30");
        var used = await RunAsync(null, 1);
        var idle = await RunAsync(null, 1);
        _time.Advance(TimeSpan.FromSeconds(20));
        await RunAsync(used.Session, 1);

        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.Null((await SendAsync(new SessionUse { Id = used.Session }, Input(1))).Error);
        Assert.Equal(WorkErrorCode.SessionLost, (await SendAsync(new SessionUse { Id = idle.Session }, Input(1))).Error!.Code);
        Assert.Equal(1, Users());
    }

    [Fact]
    public async Task DisposeAsync_RequestOfASessionUnderWay_KeepsTheModelUntilItHasEnded()
    {
        Install();
        var first = await RunAsync(null, 1);
        var gate = new TaskCompletionSource();
        (_runtime.Gate, var before) = (gate.Task, _runtime.Runs.Count);
        var running = SendAsync(new SessionUse { Id = first.Session }, Input(2));
        await Eventually.TrueAsync(() => _runtime.Runs.Count > before, "it runs");

        await _handler.DisposeAsync();

        Assert.Equal(1, Users());
        gate.SetResult();
        Assert.Equal(6, Answer(await running));
        Assert.Equal(0, Users());
        Assert.Equal(WorkErrorCode.SessionLost, (await SendAsync(new SessionUse { Id = first.Session }, Input(1))).Error!.Code);
    }

    [Fact]
    public async Task RunAsync_AsManySessionsAsTheModelAllows_RefusesMore()
    {
        Install("\"maxSessions\": 2");
        var first = await RunAsync(null, 1);
        await RunAsync(null, 1);

        var refused = await SendAsync(new SessionUse(), Input(1));
        await SendAsync(new SessionUse { Id = first.Session, IsLast = true }, Input(1));

        Assert.Equal(WorkErrorCode.Overloaded, refused.Error!.Code);
        Assert.Null((await SendAsync(new SessionUse(), Input(1))).Error);
    }

    [Fact]
    public async Task RunAsync_ToRememberMoreThanTheModelAllows_Fails()
    {
        Install("\"maxStateBytes\": 7");

        Assert.Null((await SendAsync(new SessionUse(), Input(1))).Error);
        Assert.Equal(WorkErrorCode.EngineFailed, (await SendAsync(new SessionUse(), """{"inputs":[{"name":"x","shape":[2,1],"data":[1,2]}]}""")).Error!.Code);
    }

    [Fact]
    public async Task RunAsync_OtherNumberOfRowsThanBefore_IsRefused()
    {
        Install();
        var first = await RunAsync(null, 1);

        var refused = await SendAsync(new SessionUse { Id = first.Session }, """{"inputs":[{"name":"x","shape":[2,1],"data":[1,2]}]}""");

        Assert.Equal("model.batch_mismatch", refused.Error!.Reason);
    }

    [Fact]
    public async Task RunAsync_ModelReplaced_SessionsGoOnWithTheirVersion()
    {
        Install();
        var first = await RunAsync(null, 1);
        _models.Add("sum", "2", Path.Combine(_models.Path, "sum", "1", "model.onnx"));
        var load = _repository.LoadAsync("sum", Cancellation);
        await Eventually.TrueAsync(() => _repository.Find("sum")!.Served.Default!.Version == 2, "the new version serves");

        var next = await SendAsync(new SessionUse { Id = first.Session, IsLast = true }, Input(2));

        Assert.Equal((6f, 1), (Answer(next), Inference(next).ModelVersion));
        await load;
    }

    [Fact]
    public async Task RunAsync_ModelThatRemembersNothing_SaysSo()
    {
        _models.Add("sum", "1", Blank());

        Assert.Equal("model.no_sequence", (await SendAsync(new SessionUse(), Input(1))).Error!.Reason);
        Assert.Equal(0, Users());
    }

    [Theory]
    [InlineData("""{ "input": "nothing", "output": "sum" }""")]
    [InlineData("""{ "input": "state", "output": "nothing" }""")]
    [InlineData("""{ "input": "state", "output": "sum", "batchAxis": 2 }""")]
    [InlineData("""{ "input": "state", "output": "sum" }, { "input": "x", "output": "sum" }""")]
    public async Task LoadAsync_StatesThatAreNotTheModels_IsRefused(string states)
    {
        _models.Add("sum", "1", Blank()).Write("sum", "model.json", $$"""{ "sequence": { "states": [{{states}}] } }""");

        var load = await _repository.LoadAsync("sum", Cancellation);

        Assert.Contains("model.json", load.Readiness.Reason, StringComparison.Ordinal);
        Assert.Contains("sequence", load.Readiness.Remedy, StringComparison.Ordinal);
    }

    private static string Input(int number, string name = "x") => $$"""{"inputs":[{"name":"{{name}}","shape":[1,1],"data":[{{number}}]}]}""";

    private static ModelInference Inference(WorkResult result)
    {
        Assert.Null(result.Error);
        return JsonSerializer.Deserialize<ModelInference>(result.Payload.Bytes.Span, ContractJson.Options)!;
    }

    /// <summary>The one output that is not carried over.</summary>
    private static float Answer(WorkResult result)
    {
        var output = Assert.Single(Inference(result).Outputs);
        Assert.Equal("twice", output.Name);
        return output.ToArray<float>()[0];
    }

    private int Users() => _repository.Find("sum")!.Served.Default!.Users;

    private string Blank()
    {
        var file = Path.Combine(_models.Path, "blank");
        File.WriteAllText(file, "");
        return file;
    }

    private void Install(string? more = null) =>
        _models.Add("sum", "1", Blank()).Write("sum", "model.json", $$"""{ "sequence": { {{States}}{{(more is null ? "" : ", " + more)}} } }""");

    private async Task<WorkResult> RunAsync(string? session, int number)
    {
        var result = await SendAsync(new SessionUse { Id = session }, Input(number));
        Assert.Null(result.Error);
        return result;
    }

    private async Task<WorkResult> SendAsync(SessionUse session, string json, CancellationToken? cancellationToken = null) => await _handler.RunAsync(
        new WorkRequest { Capability = "model.infer", Model = "sum", Session = session, Payload = new Payload(Encoding.UTF8.GetBytes(json)) },
        cancellationToken ?? Cancellation);
}
