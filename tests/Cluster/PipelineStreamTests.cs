using System.Text;
using System.Text.Json;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Pipelines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Pipelines that run for each item of a stream, across silos.</summary>
public sealed class PipelineStreamTests(PipelineCluster shared) : IClassFixture<PipelineCluster>
{
    private const string Greet = """[{ "id": "greet", "capability": "example.greet", "onFailure": "continue", "input": { "message": "n", "exclamations": { "$ref": "/steps/count/number" } } }]""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamAsync_MoreItemsThanAPipelineMayHold_AreMadeInTheirOrder()
    {
        var (items, run) = await ReadAsync(Count("""{ "to": 300 }""", Greet, """{ "n": { "$ref": "/steps/count/number" }, "said": { "$ref": "/steps/greet/message", "default": "?" }, "of": { "$ref": "/input" } }"""));

        Assert.Equal(Enumerable.Range(0, 300), items.Select(static item => item.Index));
        Assert.Equal(
            Enumerable.Range(1, 300).Select(static n => $$"""{"n":{{n}},"said":"{{(n <= 10 ? "n" + new string('!', n) : "?")}}","of":"x"}"""),
            items.Select(static item => item.Output.GetRawText()));
        Assert.Equal((300, null, 300), (run.ItemCount, run.Items, run.Output.GetProperty("total").GetInt32()));
        Assert.Equal(
            [("count", PipelineStepOutcome.Completed, 1, 0, null), ("greet", PipelineStepOutcome.Completed, 300, 290, "invalid_input")],
            run.Steps.Select(static step => (step.Id, step.Outcome, step.Calls, step.Failures, step.Error?.Code)));
    }

    [Fact]
    public async Task RunAsync_NobodyReadsTheItems_HasThemInTheAnswer()
    {
        var run = await shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, Count("""{ "to": 3 }""", Greet), Cancellation);
        var failure = await Assert.ThrowsAsync<WorkException>(() => shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, Count("""{ "to": 300 }""", Greet), Cancellation));

        SchemaCheck.AssertPromised(PipelineCapabilities.Run, run);
        Assert.Equal("""[{"greet":{"message":"n!"}},{"greet":{"message":"n!!"}},{"greet":{"message":"n!!!"}}]""", JsonSerializer.Serialize(run.Items, ContractJson.Options));
        Assert.Equal(3, run.ItemCount);
        Assert.Equal("pipeline.too_large", failure.Reason);
    }

    [Fact]
    public async Task StreamAsync_NoItems_IsARunWithoutAny()
    {
        var (items, run) = await ReadAsync(Count("""{ "to": 0 }""", Greet));

        Assert.Empty(items);
        Assert.Equal([PipelineStepOutcome.Completed, PipelineStepOutcome.Completed], run.Steps.Select(static step => step.Outcome));
    }

    [Fact]
    public async Task StreamAsync_PipelineWithoutAStream_IsItsResult()
    {
        var (items, run) = await ReadAsync(TestPipelines.Of("""[{ "id": "a", "capability": "example.greet", "input": { "message": "x" } }]"""));

        Assert.Empty(items);
        Assert.Equal(("""{"a":{"message":"x"}}""", null), (run.Output.GetRawText(), run.ItemCount));
    }

    [Fact]
    public async Task StreamAsync_StepsOfAnItem_RunAsThoseOfAPipeline()
    {
        var (items, run) = await ReadAsync(Count(
            """{ "to": 4 }""",
            """
            [
              { "id": "bad", "capability": "test.count", "onFailure": "skip", "input": { "to": 3, "unluckyAt": { "$ref": "/steps/count/number" } } },
              { "id": "next", "capability": "example.greet", "input": { "message": { "$ref": "/steps/bad/silo" } } },
              { "id": "each", "capability": "example.greet", "forEach": "/input", "input": { "message": { "$ref": "/item" }, "exclamations": { "$ref": "/steps/count/number" } } }
            ]
            """,
            """{ "each": { "$ref": "/steps/each" }, "next": { "$ref": "/steps/next/message", "default": null } }""",
            """["a", "b"]"""));

        Assert.Equal([JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.String], items.Select(static item => item.Output.GetProperty("next").ValueKind));
        Assert.Equal("""[{"message":"a!!"},{"message":"b!!"}]""", items[1].Output.GetProperty("each").GetRawText());
        Assert.Equal(
            [("count", 1, 0), ("bad", 4, 3), ("next", 1, 0), ("each", 8, 0)],
            run.Steps.Select(static step => (step.Id, step.Calls, step.Failures)));
    }

    [Fact]
    public async Task StreamAsync_StepLongerThanItsTime_FailsForItsItemOnly()
    {
        var (items, run) = await ReadAsync(Count(
            """{ "to": 2 }""", """[{ "id": "held", "capability": "test.hold", "timeoutMs": 300, "onFailure": "continue", "default": "late", "input": {} }]""", """{ "$ref": "/steps/held" }"""));

        Assert.Equal(["late", "late"], items.Select(static item => item.Output.GetString()));
        Assert.Equal((PipelineStepOutcome.Defaulted, "deadline_exceeded"), (run.Steps[1].Outcome, run.Steps[1].Error?.Code));
    }

    [Fact]
    public async Task StreamAsync_StreamFails_GivesWhatThereWasAndThenTheFailure()
    {
        var items = new List<PipelineItem>();
        var failing = Count("""{ "to": 9, "unluckyAt": 5 }""", Greet);

        var failure = await Assert.ThrowsAsync<WorkException>(async () => await ReadAsync(failing, items));
        var (kept, run) = await ReadAsync(failing with { Pipeline = failing.Pipeline! with { Stream = failing.Pipeline.Stream! with { OnFailure = PipelineFailurePolicy.Skip } } });

        Assert.Equal(4, items.Count);
        Assert.Equal("Step 'count' (test.count): The number is unlucky. Count less far.", failure.Message);
        Assert.Equal((4, 4, JsonValueKind.Null), (kept.Count, run.ItemCount, run.Output.ValueKind));
        Assert.Equal((PipelineStepOutcome.Failed, "count.unlucky"), (run.Steps[0].Outcome, run.Steps[0].Error?.Code));
    }

    [Theory]
    [InlineData("""[{ "id": "greet", "capability": "example.greet", "input": { "message": "n", "exclamations": { "$ref": "/steps/count/number" } } }]""", "null", null, "Step 'greet' (example.greet): exclamations must be between 0 and 10.")]
    [InlineData("""[{ "id": "greet", "capability": "example.greet", "input": { "message": "n" } }]""", """{ "$ref": "/steps/count/none" }""", "pipeline.missing_value", "The output: The reference to /steps/count leads to nothing. Change it, or give it a default.")]
    public async Task StreamAsync_ItemThatCannotBeMade_FailsThePipelineAndStopsTheStream(string steps, string output, string? reason, string message)
    {
        var failure = await Assert.ThrowsAsync<WorkException>(async () => await ReadAsync(Count("""{ "to": 1000000 }""", steps, output)));

        Assert.Equal((WorkErrorCode.InvalidInput, reason, message), (failure.Code, failure.Reason, failure.Message));
        await Eventually.TrueAsync(() => shared.Cluster.Waiting("test.count") == 0, "the stream has stopped");
    }

    [Fact]
    public async Task StreamAsync_ReaderThatStops_HasHadFewMoreItemsReadThanItTook()
    {
        const int MostAhead = 300;
        var before = shared.Cluster.Counting.Given;
        var read = 0;
        await foreach (var _ in shared.Cluster.CreateClient().StreamAsync(PipelineCapabilities.Run, Count("""{ "to": 1000000 }""", Greet), cancellationToken: Cancellation))
        {
            if (++read == 20)
            {
                break;
            }
        }

        await Eventually.TrueAsync(() => shared.Cluster.Waiting("test.count") == 0, "the stream has stopped");
        Assert.InRange(shared.Cluster.Counting.Given - before, read, read + MostAhead);
    }

    [Fact]
    public async Task StreamAsync_CapabilityThatDoesNotStream_IsRefused()
    {
        var pipeline = Count("{}", Greet);
        var failure = await Assert.ThrowsAsync<WorkException>(async () =>
            await ReadAsync(pipeline with { Pipeline = pipeline.Pipeline! with { Stream = pipeline.Pipeline.Stream! with { Capability = "test.where" } } }));

        Assert.Equal(("pipeline.invalid_step", "Step 'count': Its capability does not stream. Make it one of the steps, or stream another."), (failure.Reason, failure.Message));
    }

    [Fact]
    public async Task StreamAsync_Body_IsReadByTheStreamWhileItComesIn()
    {
        const int Mails = 3000;
        var input = Mail("""{ "data": { "$ref": "/body" }, "headers": false, "keywords": { "$ref": "/input" } }""") with { Content = new MemoryStream(Mbox(Mails)), Input = JsonSerializer.SerializeToElement<string[]>(["number"]) };

        var (items, run) = await ReadAsync(input);

        Assert.Equal(Enumerable.Range(0, Mails).Select(static number => $"\"Mail {number}\""), items.Select(static item => item.Output.GetRawText()));
        Assert.Equal((Mails, Mails), (run.ItemCount, run.Output.GetProperty("count").GetInt32()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_SmallBody_IsTakenEveryWay(bool isJson)
    {
        var input = Mail("""{ "data": { "$ref": "/body" } }""") with { Body = Mbox(2) };
        var request = new WorkRequest { Capability = PipelineCapabilities.Run.Name, Payload = new Payload(JsonSerializer.SerializeToUtf8Bytes(input, ContractJson.Options)) };

        var run = isJson
            ? JsonSerializer.Deserialize<PipelineRun>((await shared.Cluster.ControllerOf(0).RunAsync(request, Cancellation)).Payload.Bytes.Span, ContractJson.Options)!
            : await shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, input, Cancellation);

        Assert.Equal(["Mail 0", "Mail 1"], run.Items!.Select(static item => item.GetString()));
    }

    [Fact]
    public async Task RunAsync_BodyOfStepsThatDoNotStream_IsHeldWhole()
    {
        var input = TestPipelines.Of(
            """[{ "id": "parse", "capability": "email.parse", "input": { "data": { "$ref": "/body" } } }, { "id": "kind", "capability": "email.classify", "input": { "message": { "$ref": "/body" }, "types": ["language"] } }]""",
            """[{ "$ref": "/steps/parse/mails/0/subject" }, { "$ref": "/steps/kind/classifications/0/type" }]""");

        var run = await shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, input with { Content = new MemoryStream(Mbox(1)) }, Cancellation);
        var failure = await Assert.ThrowsAsync<WorkException>(() => shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, input with { Content = new MemoryStream(Mbox(100)) }, Cancellation));

        Assert.Equal("""["Mail 0","language"]""", run.Output.GetRawText());
        Assert.Equal((WorkErrorCode.PayloadTooLarge, "pipeline.too_large"), (failure.Code, failure.Reason));
        Assert.StartsWith("The body is larger than the 2000 bytes that are held whole.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("\"text\"")]
    [InlineData("\"\\\"5\\\"\"")]
    [InlineData("\"{\\\"a\\\":1}\"")]
    [InlineData("5")]
    [InlineData("""["5",{"a":"true"}]""")]
    public async Task RunAsync_BodyOfAPipelineInAPipeline_GoesOnWithTheOtherMembersAsTheyAre(string input)
    {
        var inner = """{ "steps": [{ "id": "parse", "capability": "email.parse", "input": { "data": { "$ref": "/body" }, "format": "mbox" } }], "output": [{ "$ref": "/steps/parse/mails/0/subject" }, { "$ref": "/input" }] }""";
        var outer = TestPipelines.Of($$"""[{ "id": "in", "capability": "pipeline.run", "input": { "body": { "$ref": "/body" }, "pipeline": { "$literal": {{inner}} }, "input": { "$ref": "/input" } } }]""", """{ "$ref": "/steps/in/output" }""", input);

        var run = await shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, outer with { Body = Mbox(1) }, Cancellation);

        Assert.Equal($"[\"Mail 0\",{input}]", run.Output.GetRawText());
    }

    [Theory]
    [InlineData("""{ "data": { "$ref": "/body" } }""", false, "pipeline.missing_value", "Step 'mail': The reference to /body leads to nothing.")]
    [InlineData("""{ "data": "eA==" }""", true, null, "The pipeline takes no body: none of its steps refers to /body.")]
    [InlineData("""{ "data": "eA==", "format": { "$ref": "/body" } }""", true, "pipeline.bad_reference", "Step 'mail': Its capability takes a raw body as 'data', so only that can be /body.")]
    public async Task RunAsync_BodyAndReferencesThatDoNotGoTogether_AreRefused(string input, bool hasBody, string? reason, string message)
    {
        var pipeline = Mail(input) with { Body = hasBody ? Mbox(1) : default(ReadOnlyMemory<byte>?) };

        var failure = await Assert.ThrowsAsync<WorkException>(() => shared.Cluster.CreateClient().RunAsync(PipelineCapabilities.Run, pipeline, Cancellation));

        Assert.Equal((WorkErrorCode.InvalidInput, reason), (failure.Code, failure.Reason));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamAsync_BodyThatBreaksOff_GivesWhatThereWasAndThenTheFailure()
    {
        var items = new List<PipelineItem>();

        var failure = await Assert.ThrowsAsync<WorkException>(() => ReadAsync(Mail("""{ "data": { "$ref": "/body" } }""") with { Content = new Breaking(Mbox(1000)) }, items));

        Assert.Equal((WorkErrorCode.InvalidInput, "Step 'mail' (email.parse): The body broke off before its end. Send it whole."), (failure.Code, failure.Message));
        await Eventually.TrueAsync(() => shared.Cluster.Waiting("email.parse") == 0, "the stream has stopped");
    }

    private static RunPipeline Mail(string input) => TestPipelines.Read(
        $$"""
        {
          "pipeline": {
            "stream": { "id": "mail", "capability": "email.parse", "input": {{input}} },
            "steps": [{ "id": "greet", "capability": "example.greet", "input": { "message": { "$ref": "/steps/mail/subject" } } }],
            "output": { "$ref": "/steps/greet/message" }
          }
        }
        """);

    private static byte[] Mbox(int mails) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, mails).Select(static number => $"From -\nSubject: Mail {number}\nFrom: ada@example.org\n\nThe mail of this number.\n\n")));

    private static RunPipeline Count(string input, string steps, string? output = null, string pipelineInput = "\"x\"") => TestPipelines.Read(
        $$"""{ "pipeline": { "stream": { "id": "count", "capability": "test.count", "input": {{input}} }, "steps": {{steps}}{{(output is null ? "" : $", \"output\": {output}")}} }, "input": {{pipelineInput}} }""");

    private Task<(List<PipelineItem> Items, PipelineRun Run)> ReadAsync(RunPipeline pipeline) => ReadAsync(pipeline, []);

    private async Task<(List<PipelineItem> Items, PipelineRun Run)> ReadAsync(RunPipeline pipeline, List<PipelineItem> items)
    {
        var work = shared.Cluster.CreateClient().StreamAsync(PipelineCapabilities.Run, pipeline, cancellationToken: Cancellation);
        await foreach (var item in work)
        {
            SchemaCheck.AssertPromisedItem(PipelineCapabilities.Run, JsonSerializer.SerializeToElement(item, ContractJson.Options));
            items.Add(item);
        }

        SchemaCheck.AssertPromised(PipelineCapabilities.Run, work.Output.Value);
        return (items, work.Output.Value);
    }

    private sealed class Breaking(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("The connection was reset.");
    }
}
