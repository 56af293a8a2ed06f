using System.IO.Compression;
using System.Net;
using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Bodies, pipelines and texts made to grow, through the gateway.</summary>
public sealed class HostileRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    public static TheoryData<string> Capabilities { get; } =
        new("email.parse", "email.classify", "document.convert", "html.extract", "table.query", "table.profile", "text.tag", "notes.put", "pipeline.run");

    [Theory]
    [MemberData(nameof(Capabilities))]
    public async Task Http_CompressedBody_IsRefusedUnread(string capability)
    {
        using var content = new ByteArrayContent(Zeros());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await silo.Http.PostAsync(new Uri($"/v1/capabilities/{capability}/run", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Http_PipelineThatDoublesWithEachStep_IsCutOff()
    {
        const string Twice = """{ "steps": [{ "id": "a", "capability": "example.greet", "input": { "message": "x" } }], "output": [{ "$ref": "/input" }, { "$ref": "/input" }] }""";
        var steps = Enumerable.Range(0, 24).Select(static step =>
            $$"""{ "id": "s{{step}}", "capability": "pipeline.run", "input": { "pipeline": { "$literal": {{Twice}} }, "input": { "$ref": "{{(step == 0 ? "/input" : $"/steps/s{step - 1}/output")}}" } } }""");
        var before = silo.Silo.Process.WorkingSet;

        await Endurance.AssertAsync(
            silo, PipelineCapabilities.Run, GatewayAnswer.Json($$"""{ "pipeline": { "steps": [{{string.Join(',', steps)}}] }, "input": "{{new string('x', 100_000)}}" }"""), "pipeline.too_large");

        Assert.InRange(silo.Silo.Process.WorkingSet - before, long.MinValue, 1024L * 1024 * 1024);
    }

    [Fact]
    public async Task Http_TextWithoutEndOfSentence_IsTagged()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var body = JsonSerializer.Serialize(new { text = Endurance.Repeat("word ", 800_000), labels = new[] { new { name = "a", description = "Words." } } });

        await Endurance.AssertAsync(silo, TextCapabilities.Tag, GatewayAnswer.Json(body), GatewayAnswer.Answered);
    }

    [Fact]
    public async Task Http_NotesMadeForSlowSearches_AreSearched()
    {
        var collection = $"hostile-{Guid.NewGuid():N}";
        foreach (var (id, text) in (IEnumerable<(string, string)>)[("one-word", new string('x', 200_000)), ("all-different", string.Join(' ', Enumerable.Range(0, 30_000))), ("signs", new string('?', 200_000))])
        {
            await Endurance.AssertAsync(silo, NotesCapabilities.Put, GatewayAnswer.Json(JsonSerializer.Serialize(new { collection, id, text })), GatewayAnswer.Answered);
        }

        var found = await Endurance.AssertAsync(
            silo, NotesCapabilities.Search, GatewayAnswer.Json(JsonSerializer.Serialize(new { collection, query = "(x+)+$ 29999 *" })), GatewayAnswer.Answered);

        Assert.Equal("all-different", found.Output!.Value.GetProperty("hits")[0].GetProperty("id").GetString());
    }

    private static byte[] Zeros()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(new byte[50_000_000]);
        }

        return stream.ToArray();
    }
}
