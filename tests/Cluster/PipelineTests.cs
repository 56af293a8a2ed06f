using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Pipelines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Pipelines across silos.</summary>
public sealed class PipelineTests(PipelineCluster shared) : IClassFixture<PipelineCluster>, IAsyncDisposable
{
    private readonly WorkerCluster _cluster = shared.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.ComeToRestAsync();

    [Fact]
    public async Task RunAsync_Steps_GetEachOthersOutputs()
    {
        var run = await RunAsync(TestPipelines.Of(
            """
            [
              { "id": "b", "capability": "example.greet", "input": { "message": { "$ref": "/steps/a/message" }, "exclamations": 2 } },
              { "id": "a", "capability": "example.greet", "version": "1.0", "input": { "message": { "$ref": "/input/who" }, "uppercase": true } }
            ]
            """,
            """{ "greeting": { "$ref": "/steps/b/message" }, "of": { "$ref": "/input/who" } }""",
            """{ "who": "ann" }"""));

        Assert.Equal("""{"greeting":"ANN!!","of":"ann"}""", run.Output.GetRawText());
        Assert.Equal(["b", "a"], run.Steps.Select(static step => step.Id));
        Assert.All(run.Steps, static step => Assert.Equal(
            (PipelineStepOutcome.Completed, "1.0.0", 1, 0, null, 1), (step.Outcome, step.Version, step.Calls, step.Failures, step.Error, step.Silos.Count)));
        Assert.True(run.Steps[0].StartedMs >= run.Steps[1].StartedMs + run.Steps[1].DurationMs);
    }

    [Fact]
    public async Task RunAsync_NoOutputGiven_IsTheOutputsThatNobodyNeeds()
    {
        var run = await RunAsync(TestPipelines.Of(
            """
            [
              { "id": "a", "capability": "example.greet", "input": { "message": "x" } },
              { "id": "b", "capability": "example.greet", "input": { "message": { "$ref": "/steps/a/message" } } },
              { "id": "c", "capability": "example.greet", "input": { "message": "y" } }
            ]
            """));

        Assert.Equal("""{"b":{"message":"x"},"c":{"message":"y"}}""", run.Output.GetRawText());
    }

    [Fact]
    public async Task RunAsync_Branches_RunBesideEachOther()
    {
        // Neither could end if they ran one after the other: the first waits at the gate that the test opens once both are under way.
        var running = RunAsync(TestPipelines.Of("""[{ "id": "a", "capability": "test.hold", "input": {} }, { "id": "b", "capability": "test.where", "input": {} }]"""));
        await Eventually.TrueAsync(() => _cluster.Waiting("test.hold") == 1 && _cluster.Waiting("test.where") == 1, "both branches are under way");
        _cluster.Gate.Open();

        Assert.All((await running).Steps, static step => Assert.Equal(PipelineStepOutcome.Completed, step.Outcome));
    }

    [Fact]
    public async Task RunAsync_ForEach_KeepsOrderAndItsBound()
    {
        var running = RunAsync(TestPipelines.Of(
            """
            [
              { "id": "wait", "capability": "test.where", "forEach": "/input", "parallelism": 3, "input": {} },
              { "id": "greet", "capability": "example.greet", "forEach": "/input", "input": { "message": { "$ref": "/item" }, "exclamations": { "$ref": "/index" } } }
            ]
            """,
            """{ "$ref": "/steps/greet" }""",
            """["a", "b", "c", "d", "e"]"""));
        await Eventually.TrueAsync(() => _cluster.Waiting("test.where") == 3, "as many entries are under way as may be");
        _cluster.Gate.Open();
        var run = await running;

        Assert.Equal(["a", "b!", "c!!", "d!!!", "e!!!!"], run.Output.EnumerateArray().Select(static greeting => greeting.GetProperty("message").GetString()));
        Assert.Equal([5, 5], run.Steps.Select(static step => step.Calls));
    }

    [Fact]
    public async Task RunAsync_FailureThatFails_IsToldByItsStepAndStopsTheRest()
    {
        var failure = await FailAsync(TestPipelines.Of(
            """[{ "id": "held", "capability": "test.hold", "input": {} }, { "id": "bad", "capability": "example.greet", "input": { "message": "x", "exclamations": 11 } }]"""));

        Assert.Equal((WorkErrorCode.InvalidInput, null, "Step 'bad' (example.greet): exclamations must be between 0 and 10."), (failure.Code, failure.Reason, failure.Message));
        await Eventually.TrueAsync(() => _cluster.Waiting("test.hold") == 0, "the other branch has stopped");
    }

    [Fact]
    public async Task RunAsync_FailureThatIsSkipped_LeavesOutWhatNeedsIt()
    {
        var run = await RunAsync(TestPipelines.Of(
            """
            [
              { "id": "bad", "capability": "test.count", "onFailure": "skip", "input": { "to": 3, "unluckyAt": 2 } },
              { "id": "next", "capability": "example.greet", "input": { "message": { "$ref": "/steps/bad/silo" } } },
              { "id": "last", "capability": "example.greet", "input": { "message": { "$ref": "/steps/next/message" } } },
              { "id": "other", "capability": "example.greet", "input": { "message": "x" } }
            ]
            """));

        Assert.Equal("""{"other":{"message":"x"}}""", run.Output.GetRawText());
        Assert.Equal(
            [PipelineStepOutcome.Failed, PipelineStepOutcome.Skipped, PipelineStepOutcome.Skipped, PipelineStepOutcome.Completed], run.Steps.Select(static step => step.Outcome));
        Assert.Equal(new PipelineStepError { Code = "count.unlucky", Message = "The number is unlucky. Count less far." }, run.Steps[0].Error);
        Assert.Equal((1, 1), (run.Steps[0].Calls, run.Steps[0].Failures));
    }

    [Fact]
    public async Task RunAsync_FailureThatContinues_HasTheDefault()
    {
        var run = await RunAsync(TestPipelines.Of(
            """
            [
              { "id": "bad", "capability": "test.count", "onFailure": "continue", "default": { "silo": "none" }, "input": { "to": 3, "unluckyAt": 2 } },
              { "id": "nothing", "capability": "test.count", "onFailure": "continue", "input": { "to": -1 } },
              { "id": "next", "capability": "example.greet", "input": { "message": { "$ref": "/steps/bad/silo" } } }
            ]
            """,
            """[{ "$ref": "/steps/next/message" }, { "$ref": "/steps/nothing" }]"""));

        Assert.Equal("""["none",null]""", run.Output.GetRawText());
        Assert.Equal([PipelineStepOutcome.Defaulted, PipelineStepOutcome.Defaulted, PipelineStepOutcome.Completed], run.Steps.Select(static step => step.Outcome));
    }

    [Theory]
    [InlineData("skip", """["a","c"]""")]
    [InlineData("continue", """["a","-","c"]""")]
    public async Task RunAsync_EntryFails_IsLeftOutOrHasTheDefault(string policy, string expected)
    {
        var run = await RunAsync(TestPipelines.Of(
            $$"""
            [{ "id": "each", "capability": "example.greet", "forEach": "/input", "onFailure": "{{policy}}"{{(policy == "skip" ? "" : """, "default": { "message": "-" }""")}}, "input": { "message": { "$ref": "/item" } } }]
            """,
            """{ "$ref": "/steps/each" }""",
            """["a", 5, "c"]"""));

        Assert.Equal(expected, JsonSerializer.Serialize(run.Output.EnumerateArray().Select(static greeting => greeting.GetProperty("message").GetString())));
        Assert.Equal((PipelineStepOutcome.Completed, 3, 1, "invalid_input"), (run.Steps[0].Outcome, run.Steps[0].Calls, run.Steps[0].Failures, run.Steps[0].Error?.Code));
    }

    [Theory]
    [InlineData("""[{ "id": "a", "capability": "no.such" }]""", "null", WorkErrorCode.InvalidInput, "pipeline.unknown_capability", "Step 'a': no silo offers this capability. GET /v1/capabilities lists those that are offered.")]
    [InlineData("""[{ "id": "a", "capability": "example.greet", "version": "9" }]""", "null", WorkErrorCode.InvalidInput, "pipeline.unknown_capability", "Step 'a': no offered version serves the one asked for. The newest offered is 1.0.0.")]
    [InlineData("""[{ "id": "a", "capability": "example.greet", "input": { "message": { "$ref": "/input/x" } } }]""", "{}", WorkErrorCode.InvalidInput, "pipeline.missing_value", "Step 'a' (example.greet): The reference to /input leads to nothing. Change it, or give it a default.")]
    [InlineData("""[{ "id": "a", "capability": "example.greet", "forEach": "/input" }]""", "{}", WorkErrorCode.InvalidInput, "pipeline.not_a_list", "Step 'a' (example.greet): The value at /input is no array, so there are no entries to run for. Refer to one that is, or leave forEach out.")]
    [InlineData("""[{ "id": "a", "capability": "example.greet", "forEach": "/input" }]""", "[1,2,3,4,5,6]", WorkErrorCode.InvalidInput, "pipeline.too_many_entries", "Step 'a' (example.greet): There are 6 entries, and a step may run for 5. Send fewer at once.")]
    [InlineData("""[{ "id": "a", "capability": "test.repeat", "input": { "bytes": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "times": 10 } }, { "id": "b", "capability": "test.repeat", "forEach": "/input", "input": { "bytes": { "$ref": "/steps/a/bytes" }, "times": 10 } }]""", "[1]", WorkErrorCode.PayloadTooLarge, "pipeline.too_large", "Step 'b' (test.repeat): The outputs of all steps together are larger than 2000 bytes. Send less at once.")]
    [InlineData("""[{ "id": "in", "capability": "pipeline.run", "input": { "name": "shout" } }]""", "null", WorkErrorCode.InvalidInput, "pipeline.missing_value", "Step 'in' (pipeline.run): Step 'a' (example.greet): The reference to /input leads to nothing. Change it, or give it a default.")]
    [InlineData("""[{ "id": "in", "capability": "pipeline.run", "input": { "name": "whisper" } }]""", "null", WorkErrorCode.InvalidInput, "pipeline.unknown", "Step 'in' (pipeline.run): No pipeline has this name. There are: shout.")]
    [InlineData("""[{ "id": "bad", "capability": "test.count", "input": { "to": 3, "unluckyAt": 2 } }]""", "null", WorkErrorCode.InvalidInput, null, "Step 'bad' (test.count): The number is unlucky. Count less far.")]
    public async Task RunAsync_PipelineThatCannotGoOn_SaysAtWhichStep(string steps, string input, WorkErrorCode code, string? reason, string message)
    {
        var failure = await FailAsync(TestPipelines.Of(steps, input: input));

        Assert.Equal((code, reason, message), (failure.Code, failure.Reason, failure.Message));
    }

    [Fact]
    public async Task RunAsync_UnknownName_SaysWhichThereAre()
    {
        var failure = await FailAsync(new RunPipeline { Name = "none" });

        Assert.Equal("pipeline.unknown", failure.Reason);
    }

    [Fact]
    public async Task RunAsync_Name_RunsThePipelineOfTheFolder()
    {
        var run = await RunAsync(TestPipelines.Read($$"""{ "name": "{{PipelineCluster.Named}}", "input": "ann" }"""));
        var failure = await FailAsync(new RunPipeline { Name = "whisper" });

        Assert.Equal("\"ANN\"", run.Output.GetRawText());
        Assert.Equal($"No pipeline has this name. There are: {PipelineCluster.Named}.", failure.Message);
    }

    [Fact]
    public async Task RunAsync_StepLongerThanItsTime_FailsTheStepAndStopsTheWork()
    {
        var run = await RunAsync(TestPipelines.Of("""[{ "id": "a", "capability": "test.hold", "timeoutMs": 500, "onFailure": "continue", "input": {} }]"""));

        Assert.Equal("deadline_exceeded", run.Steps[0].Error?.Code);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_DeadlineShorterThanAStep_EndsThePipelineAndStopsTheWork()
    {
        var pipeline = TestPipelines.Of("""[{ "id": "a", "capability": "test.hold", "input": {} }]""");

        var failure = await Assert.ThrowsAsync<WorkException>(() =>
            _cluster.CreateClient().RunAsync(PipelineCapabilities.Run, pipeline, new WorkOptions { Timeout = TimeSpan.FromSeconds(1) }, Cancellation));

        Assert.Equal(WorkErrorCode.DeadlineExceeded, failure.Code);
        await _cluster.Gate.Canceled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_PipelineThatRunsItself_EndsAtTheDepthThatIsAllowed()
    {
        // Each runs what it is given with what it was given, so it never comes to an end by itself.
        const string Steps = """[{ "id": "again", "capability": "pipeline.run", "input": { "pipeline": { "$ref": "/input" }, "input": { "$ref": "/input" } } }]""";
        var failure = await FailAsync(TestPipelines.Of(Steps, input: $$"""{ "steps": {{Steps}} }"""));

        Assert.Equal(WorkErrorCode.CallTooDeep, failure.Code);
        Assert.StartsWith("Step 'again' (pipeline.run): Step 'again' (pipeline.run): ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Steps_AreOneTrace()
    {
        _cluster.Gate.Open();
        using var spans = new TracedSpans();

        await RunAsync(TestPipelines.Of("""[{ "id": "a", "capability": "test.where", "input": {} }, { "id": "b", "capability": "test.where", "forEach": "/input", "input": {} }]""", input: "[1, 2, 3]"));

        await Eventually.TrueAsync(() => spans.Count(static span => span.OperationName == "run") == 5, "every run has ended its span");
        Assert.Equal(4, spans.Count(static span => span.OperationName == "request" && (string?)span.GetTagItem("capability") == "test.where"));

        await RunAsync(TestPipelines.Read("""{ "pipeline": { "stream": { "id": "s", "capability": "test.count", "input": { "to": 3 } }, "steps": [{ "id": "a", "capability": "test.where", "input": {} }] } }"""));

        await Eventually.TrueAsync(() => spans.Count(static span => span.OperationName == "run") == 10, "every run of the stream has ended its span");
    }

    [Fact]
    public async Task RunAsync_TagsWithoutAModelToEmbedWith_SayWhichIsMissing()
    {
        TagLabel[] labels = [new() { Name = "sea", Description = "Ships and the sea." }];

        var failure = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(TextCapabilities.Tag, new TagText { Text = "The ship sails.", Labels = labels }, Cancellation));
        var step = await FailAsync(TestPipelines.Of(
            """[{ "id": "tag", "capability": "text.tag", "input": { "text": "The ship sails.", "labels": [{ "name": "sea", "description": "Ships and the sea." }] } }]"""));

        Assert.Equal(WorkErrorCode.NotReady, failure.Code);
        Assert.StartsWith("text.embed: The model 'text-embed' ", failure.Message, StringComparison.Ordinal);
        Assert.Equal((WorkErrorCode.NotReady, $"Step 'tag' (text.tag): {failure.Message}"), (step.Code, step.Message));
    }

    private async Task<PipelineRun> RunAsync(RunPipeline pipeline)
    {
        var run = await _cluster.CreateClient().RunAsync(PipelineCapabilities.Run, pipeline, Cancellation);
        SchemaCheck.AssertPromised(PipelineCapabilities.Run, run);
        return run;
    }

    private async Task<WorkException> FailAsync(RunPipeline pipeline)
    {
        var failure = await Assert.ThrowsAsync<WorkException>(() => _cluster.CreateClient().RunAsync(PipelineCapabilities.Run, pipeline, Cancellation));
        var reason = failure.Reason ?? failure.Code.ToName();
        Assert.Contains(PipelineCapabilities.Run.Descriptor.Errors, error => error.Code == reason && error.Kind == failure.Code);
        return failure;
    }
}
