using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Pipelines;

namespace WorkerGrains.Tests.Engines.Pipelines;

public sealed class PipelinePlanTests
{
    [Fact]
    public void TryCreate_StepsInAnyOrder_AreOrderedByWhatTheyNeed()
    {
        var pipeline = TestPipelines.Of(
            """
            [
              { "id": "last", "capability": "a.b", "input": { "x": [{ "$ref": "/steps/left/x" }, { "y": { "$ref": "/steps/right" } }] } },
              { "id": "left", "capability": "a.b", "forEach": "/steps/first/items", "input": { "x": { "$ref": "/item" } } },
              { "id": "right", "capability": "a.b", "input": { "$ref": "/steps/first" } },
              { "id": "first", "capability": "a.b" }
            ]
            """);

        Assert.True(PipelinePlan.TryCreate(pipeline.Pipeline!, 4, out var plan, out var error), error?.Message);

        Assert.Equal(["first", "left", "right", "last"], plan.Ordered.Select(static step => step.Id));
        Assert.Equal(["last"], plan.Ends.Select(static step => step.Id));
        Assert.Equal(["left", "right"], plan.Steps[0].Needs);
    }

    [Theory]
    [InlineData("""[{ "id": "a b", "capability": "a.b" }]""", null, "pipeline.invalid_step", "The id of steps[0] must be letters, digits, hyphens and underscores.")]
    [InlineData("""[{ "id": "a\n", "capability": "a.b" }]""", null, "pipeline.invalid_step", "The id of steps[0] must be letters, digits, hyphens and underscores.")]
    [InlineData("""[{ "id": "a", "capability": "a.b" }, { "id": "a", "capability": "a.b" }]""", null, "pipeline.invalid_step", "Step 'a': Another step has the same id. Give each an id of its own.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "version": "one" }]""", null, "pipeline.invalid_step", "Step 'a': A version is one to three numbers with dots between, for example 1.2.0.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "default": 1 }]""", null, "pipeline.invalid_step", "Step 'a': A default means something only with onFailure continue.")]
    [InlineData("""[{ "id": "a", "capability": "a.b" }, { "id": "b", "capability": "a.b" }, { "id": "c", "capability": "a.b" }]""", null, "pipeline.too_many_steps", "The pipeline has 3 steps and may have 2: step 'c' is the first too many. Split the pipeline.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": "/steps/b" } }]""", null, "pipeline.bad_reference", "Step 'a': A reference names a step that there is not. Correct it, or add the step.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": "steps/b" } }]""", null, "pipeline.bad_reference", "Step 'a': A reference is a JSON Pointer that begins with /input, /steps/{id}, /item or /index, or /body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": "/else" } }]""", null, "pipeline.bad_reference", "Step 'a': A reference is a JSON Pointer that begins with /input, /steps/{id}, /item or /index, or /body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": [{ "$ref": "/input", "other": 1 }] }]""", null, "pipeline.bad_reference", "Step 'a': A reference is an object with a text $ref, and at most a default beside it.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": 1 } }]""", null, "pipeline.bad_reference", "Step 'a': A reference is an object with a text $ref, and at most a default beside it.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$literal": 1, "other": 1 } }]""", null, "pipeline.bad_reference", "Step 'a': Beside $literal an object has no other member.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": "/item" } }]""", null, "pipeline.bad_reference", "Step 'a': References to /item and /index need a forEach.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "forEach": "/item" }]""", null, "pipeline.bad_reference", "Step 'a': forEach leads to an array of /input or of /steps/{id}.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "forEach": "items" }]""", null, "pipeline.bad_reference", "Step 'a': A reference is a JSON Pointer that begins with /input, /steps/{id}, /item or /index, or /body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b" }]""", """{ "$ref": "/steps/b" }""", "pipeline.bad_reference", "The output: A reference names a step that there is not. Correct it, or add the step.")]
    [InlineData("""[{ "id": "a", "capability": "a.b" }]""", """[{ "$ref": "/index" }]""", "pipeline.bad_reference", "The output: References to /item and /index belong into the input of a step with a forEach.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "x": { "y": { "$ref": "/body" } } } }]""", null, "pipeline.bad_reference", "Step 'a': A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "x": { "$ref": "/body", "default": 1 } } }]""", null, "pipeline.bad_reference", "Step 'a': A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "x": { "$ref": "/body" }, "y": { "$ref": "/body" } } }]""", null, "pipeline.bad_reference", "Step 'a': A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": "/body" } }]""", null, "pipeline.bad_reference", "Step 'a': A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "forEach": "/body" }]""", null, "pipeline.bad_reference", "Step 'a': A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "x": { "$ref": "/body/x" } } }]""", null, "pipeline.bad_reference", "Step 'a': A reference is a JSON Pointer that begins with /input, /steps/{id}, /item or /index, or /body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b" }]""", """{ "x": { "$ref": "/body" } }""", "pipeline.bad_reference", "The output: A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "input": { "$ref": "/steps/a" } }]""", null, "pipeline.cycle", "Steps need each other's outputs in a circle: a → a. Take one of the references out.")]
    [InlineData("""[{ "id": "a", "capability": "a.b", "forEach": "/steps/b" }, { "id": "b", "capability": "a.b", "input": { "$ref": "/steps/a" } }]""", null, "pipeline.cycle", "Steps need each other's outputs in a circle: a → b → a. Take one of the references out.")]
    public void TryCreate_WhatCouldNeverRun_IsRefusedByStep(string steps, string? output, string reason, string message)
    {
        Assert.False(PipelinePlan.TryCreate(TestPipelines.Of(steps, output).Pipeline!, 2, out _, out var error));

        Assert.Equal((WorkErrorCode.InvalidInput, reason, message), (error!.Code, error.Reason, error.Message));
    }

    [Theory]
    [InlineData("""{ "id": "a b", "capability": "a.b" }""", "pipeline.invalid_step", "The id of the stream must be letters, digits, hyphens and underscores.")]
    [InlineData("""{ "id": "a", "capability": "a.b" }""", "pipeline.invalid_step", "Step 'a': Another step has the same id. Give each an id of its own.")]
    [InlineData("""{ "id": "s", "capability": "a.b", "forEach": "/input" }""", "pipeline.invalid_step", "Step 's': A stream runs once, so it has no forEach.")]
    [InlineData("""{ "id": "s", "capability": "a.b", "onFailure": "continue" }""", "pipeline.invalid_step", "Step 's': Nothing can stand for a stream that fails: use fail, or skip to go on with the items that there were.")]
    [InlineData("""{ "id": "s", "capability": "a.b", "input": { "$ref": "/steps/a" } }""", "pipeline.bad_reference", "Step 's': The input of a stream has references to /input only.")]
    [InlineData("""{ "id": "s", "capability": "a.b", "input": [{ "$ref": "/body" }] }""", "pipeline.bad_reference", "Step 's': A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.")]
    [InlineData("""{ "id": "s", "capability": "a.b", "input": { "$ref": "/item" } }""", "pipeline.bad_reference", "Step 's': The input of a stream has references to /input only.")]
    public void TryCreate_StreamThatCouldNeverRun_IsRefused(string stream, string reason, string message)
    {
        var pipeline = TestPipelines.Read($$"""{ "pipeline": { "stream": {{stream}}, "steps": [{ "id": "a", "capability": "a.b" }] } }""");

        Assert.False(PipelinePlan.TryCreate(pipeline.Pipeline!, 2, out _, out var error));

        Assert.Equal((reason, message), (error!.Reason, error.Message));
    }

    [Fact]
    public void TryCreate_Stream_ComesBeforeAllOthers()
    {
        var pipeline = TestPipelines.Read(
            """{ "pipeline": { "stream": { "id": "s", "capability": "a.b" }, "steps": [{ "id": "b", "capability": "a.b", "input": { "$ref": "/steps/a" } }, { "id": "a", "capability": "a.b", "input": { "$ref": "/steps/s/x" } }] } }""");

        Assert.True(PipelinePlan.TryCreate(pipeline.Pipeline!, 2, out var plan, out _));

        Assert.Equal(["s", "b", "a"], plan.All.Select(static step => step.Id));
        Assert.Equal(["a", "b"], plan.Ordered.Select(static step => step.Id));
        Assert.Equal(["b"], plan.Ends.Select(static step => step.Id));
    }

    [Fact]
    public void TryCreate_Body_GoesBesideTheOtherMembers()
    {
        var pipeline = TestPipelines.Of("""[{ "id": "a", "capability": "a.b", "input": { "x": { "$ref": "/input" }, "data": { "$ref": "/body" } } }, { "id": "b", "capability": "a.b", "input": { "data": { "$literal": { "$ref": "/body" } } } }]""");

        Assert.True(PipelinePlan.TryCreate(pipeline.Pipeline!, 2, out var plan, out var error), error?.Message);

        Assert.Equal(["data", null], plan.Steps.Select(static step => step.BodyMember));
        Assert.Equal(["/input"], plan.Steps[0].Input.References.Select(static reference => reference.Shown));
    }
}
