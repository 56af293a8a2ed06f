using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Pipelines;

namespace WorkerGrains.Tests.Engines.Pipelines;

public sealed class JsonTemplateTests
{
    private static readonly PipelineScope s_scope = new(
        JsonElement.Parse("""{ "text": "é", "list": [1, 2.50, null], "a/b": { "~": true }, "": "empty" }"""),
        new ConcurrentDictionary<string, JsonElement> { ["one"] = JsonElement.Parse("""{ "deep": [[{ "x": "y" }]] }""") },
        JsonElement.Parse("\"entry\""),
        Index: 7);

    [Theory]
    [InlineData("""{ "a": 1, "b": ["x", false] }""", """{"a":1,"b":["x",false]}""")]
    [InlineData("""{ "$ref": "/input/text" }""", "\"é\"")]
    [InlineData("""{ "$ref": "/input/list" }""", "[1,2.50,null]")]
    [InlineData("""{ "$ref": "/input/list/1" }""", "2.50")]
    [InlineData("""{ "$ref": "/input/a~1b/~0" }""", "true")]
    [InlineData("""{ "$ref": "/input/" }""", "\"empty\"")]
    [InlineData("""[{ "k": { "$ref": "/steps/one/deep/0/0/x" } }]""", """[{"k":"y"}]""")]
    [InlineData("""[{ "$ref": "/item" }, { "$ref": "/index" }]""", """["entry",7]""")]
    [InlineData("""{ "$ref": "/input/none", "default": { "$ref": "as it is" } }""", """{"$ref":"as it is"}""")]
    [InlineData("""{ "$ref": "/input/text", "default": 1 }""", "\"é\"")]
    [InlineData("""{ "x": { "$literal": { "$ref": "/input" } } }""", """{"x":{"$ref":"/input"}}""")]
    public void TryFill_References_StandForWhatTheyLeadTo(string template, string expected)
    {
        Assert.True(Parse(template).TryFill(s_scope, 1000, out var filled, out var error), error?.Message);

        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Encoding.UTF8.GetString(filled.Span).Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/input/none")]
    [InlineData("/input/text/0")]
    [InlineData("/input/list/3")]
    [InlineData("/input/list/-1")]
    [InlineData("/input/list/01")]
    [InlineData("/input/list/-")]
    [InlineData("/steps/one/deep/x")]
    public void TryFill_ReferenceToNothing_SaysSo(string reference)
    {
        Assert.False(Parse($$"""{ "$ref": "{{reference}}" }""").TryFill(s_scope, 1000, out _, out var error));

        Assert.Equal("pipeline.missing_value", error.Reason);
        Assert.DoesNotContain("none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryFill_ManyReferencesToOneLargeValue_StopsAtTheLimit()
    {
        var scope = s_scope with { Item = JsonSerializer.SerializeToElement(new string('x', 1_000_000)) };
        var template = Parse($"[{string.Join(',', Enumerable.Repeat("""{ "$ref": "/item" }""", 1_000_000 / 100))}]");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(template.TryFill(scope, 5_000_000, out _, out var error));

        Assert.Equal((WorkErrorCode.PayloadTooLarge, "pipeline.too_large"), (error.Code, error.Reason));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void TryFill_NestedTooDeep_SaysSo()
    {
        var deep = JsonElement.Parse(string.Concat(Enumerable.Repeat("[", 31)) + string.Concat(Enumerable.Repeat("]", 31)));

        Assert.True(Parse("""{ "$ref": "/item" }""").TryFill(s_scope with { Item = deep }, 1000, out _, out _));
        Assert.False(Parse("""[{ "$ref": "/item" }]""").TryFill(s_scope with { Item = deep }, 1000, out _, out var error));
        Assert.Equal("pipeline.too_large", error.Reason);
    }

    private static JsonTemplate Parse(string template)
    {
        Assert.True(JsonTemplate.TryParse(JsonElement.Parse(template), out var parsed, out var problem), problem);
        return parsed!;
    }
}
