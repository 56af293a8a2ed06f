using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What pipelines are refused for.</summary>
internal static class PipelineErrorCases
{
    private static readonly Capability s_run = PipelineCapabilities.Run;

    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        new(s_run, "pipeline.unknown", """{ "name": "none" }"""),
        Of("pipeline.too_many_steps", """{ "id": "a", "capability": "example.greet" }, { "id": "b", "capability": "example.greet" }, { "id": "c", "capability": "example.greet" }"""),
        Of("pipeline.invalid_step", """{ "id": "a", "capability": "example.greet" }, { "id": "a", "capability": "example.greet" }"""),
        Of("pipeline.bad_reference", """{ "id": "a", "capability": "example.greet", "input": { "$ref": "/steps/b" } }"""),
        Of("pipeline.cycle", """{ "id": "a", "capability": "example.greet", "input": { "$ref": "/steps/a" } }"""),
        Of("pipeline.unknown_capability", """{ "id": "a", "capability": "no.such" }"""),
        Of("pipeline.missing_value", """{ "id": "a", "capability": "example.greet", "input": { "message": { "$ref": "/input/x" } } }"""),
        Of("pipeline.not_a_list", """{ "id": "a", "capability": "example.greet", "forEach": "/input", "input": { "message": "x" } }"""),
        Of("pipeline.too_many_entries", """{ "id": "a", "capability": "example.greet", "forEach": "/input/list", "input": { "message": "x" } }"""),
        Of("pipeline.too_large", $$"""{ "id": "a", "capability": "example.greet", "input": { "message": "{{new string('x', 2_000)}}" } }"""),
    ];

    private static ErrorCase Of(string code, string steps) => new(s_run, code, $$"""{ "pipeline": { "steps": [{{steps}}] }, "input": { "list": [1, 2, 3] } }""");
}
