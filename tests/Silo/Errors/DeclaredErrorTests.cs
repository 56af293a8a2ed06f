using System.Net.Http.Json;
using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>Every code that a capability declares beyond those of all is given by a running silo: with its status, and with sentences.</summary>
public sealed class DeclaredErrorTests(TightSilo silo) : IClassFixture<TightSilo>
{
    private static readonly Dictionary<string, ErrorCase> s_cases = new IReadOnlyList<ErrorCase>[]
    {
        TextErrorCases.All, LanguageErrorCases.All, DocumentErrorCases.All, ImageErrorCases.All, AudioErrorCases.All,
        TableErrorCases.All, PredictionErrorCases.All, ModelErrorCases.All, NotesErrorCases.All, PipelineErrorCases.All,
    }.SelectMany(static cases => cases).ToDictionary(static one => NameOf(one.Capability.Name, one.Code));

    public static TheoryData<string> Names { get; } = new(s_cases.Keys);

    /// <summary>The capabilities that call others, and an input with which they do.</summary>
    public static TheoryData<string, string> Callers { get; } = new()
    {
        { "text.tag", """{ "text": "A text.", "labels": [{ "name": "a", "description": "Texts." }] }""" },
        { "notes.search", """{ "collection": "empty", "query": "word", "by": "embedding" }""" },
        { "pipeline.run", """{ "pipeline": { "steps": [{ "id": "b", "capability": "example.greet", "input": { "message": "x" } }] } }""" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cases_CoverEveryCodeOfEveryCapabilityThatTheSiloOffers()
    {
        var declared = new List<string>();
        foreach (var offered in (await GetAsync("/v1/capabilities")).GetProperty("capabilities").EnumerateArray())
        {
            var name = offered.GetProperty("name").GetString()!;
            var errors = (await GetAsync($"/v1/capabilities/{name}")).GetProperty("versions")[0].GetProperty("errors");
            declared.AddRange(errors.EnumerateArray().Select(static error => error.GetProperty("code").GetString()!)
                .Except(CapabilityDescriptor.ErrorsOfEveryCapability.Select(static error => error.Code)).Select(code => NameOf(name, code)));
        }

        Assert.Equal(
            declared.Order(StringComparer.Ordinal),
            s_cases.Keys.Concat(Callers.Select(static caller => NameOf(caller.Data.Item1, CapabilityDescriptor.CallTooDeep.Code))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Http_RequestMadeForIt_GivesTheCode(string name)
    {
        var one = s_cases[name];
        if (one.Models is { } models)
        {
            SharedFiles.PathOrSkip("models", models);
        }

        await using var _ = one.Before is { } before ? await before(silo) : null;

        var answer = await GatewayAnswer.OfAsync(silo.Http, one.Capability, one.Body(), one.Query);

        Assert.True(answer.Code == one.Code, $"{answer.Outcome}: {answer.Detail ?? answer.Output?.ToString()}");
        Assert.EndsWith(".", answer.Detail, StringComparison.Ordinal);
        Assert.All((string[])[silo.Silo.StateFolder, silo.Models, AppContext.BaseDirectory, "Exception", "   at "], leak => Assert.DoesNotContain(leak, answer.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Http_CapabilityThatCallsOthersTooDeep_SaysSo(string capability, string input)
    {
        var body = GatewayAnswer.Json($$"""{ "pipeline": { "steps": [{ "id": "a", "capability": "{{capability}}", "input": {{input}} }] } }""");

        Assert.Equal("call_too_deep", (await GatewayAnswer.OfAsync(silo.Http, PipelineCapabilities.Run, body)).Code);
    }

    private static string NameOf(string capability, string code) => $"{capability} {code}";

    private async Task<JsonElement> GetAsync(string path) => await silo.Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Cancellation);
}
