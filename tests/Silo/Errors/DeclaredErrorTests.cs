using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>Every code that the capabilities for mail, documents, pages, tables, texts, notes and pipelines declare is given by a running silo: with its status, and with a sentence.</summary>
public sealed class DeclaredErrorTests(TightSilo silo) : IClassFixture<TightSilo>
{
    private static readonly Capability[] s_capabilities =
    [
        EmailCapabilities.Parse, EmailCapabilities.Classify, DocumentCapabilities.Convert, WebCapabilities.Extract,
        TableCapabilities.Query, TableCapabilities.Profile, TableCapabilities.Predict, TextCapabilities.Tag, PipelineCapabilities.Run,
        NotesCapabilities.Put, NotesCapabilities.Get, NotesCapabilities.List, NotesCapabilities.Delete, NotesCapabilities.Search,
    ];

    private static readonly Dictionary<string, ErrorCase> s_cases =
        TextErrorCases.All.Concat(DocumentErrorCases.All).Concat(TableErrorCases.All).Concat(PredictionErrorCases.All).Concat(NotesErrorCases.All).Concat(PipelineErrorCases.All)
            .ToDictionary(static one => NameOf(one.Capability, one.Code));

    public static TheoryData<string> Names { get; } = new(s_cases.Keys);

    [Fact]
    public void Cases_CoverEveryDeclaredCode() =>
        Assert.Equal(s_capabilities.SelectMany(static capability => capability.Errors.Select(error => NameOf(capability, error.Code))).Order(), s_cases.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Http_RequestMadeForIt_GivesTheCode(string name)
    {
        var one = s_cases[name];
        await using var _ = one.Before is { } before ? await before(silo) : null;

        var answer = await GatewayAnswer.OfAsync(silo.Http, one.Capability, one.Body(), one.Query);

        Assert.True(answer.Code == one.Code, $"{answer.Outcome}: {answer.Detail ?? answer.Output?.ToString()}");
    }

    [Theory]
    [InlineData("text.tag", """{ "text": "A text.", "labels": [{ "name": "a", "description": "Texts." }] }""")]
    [InlineData("notes.search", """{ "collection": "empty", "query": "word", "by": "embedding" }""")]
    [InlineData("pipeline.run", """{ "pipeline": { "steps": [{ "id": "b", "capability": "example.greet", "input": { "message": "x" } }] } }""")]
    public async Task Http_CapabilityThatCallsOthersTooDeep_SaysSo(string capability, string input)
    {
        var body = GatewayAnswer.Json($$"""{ "pipeline": { "steps": [{ "id": "a", "capability": "{{capability}}", "input": {{input}} }] } }""");

        Assert.True(s_capabilities.Single(one => one.Name == capability).CallsOthers);
        Assert.Equal("call_too_deep", (await GatewayAnswer.OfAsync(silo.Http, PipelineCapabilities.Run, body)).Code);
    }

    private static string NameOf(Capability capability, string code) => $"{capability.Name} {code}";
}
