using System.Net;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Texts;

namespace WorkerGrains.Tests.Silo;

/// <summary>Texts through the running gateway and from a .NET client, to the real model.</summary>
public sealed class TextRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly Uri s_run = new("/v1/capabilities/text.embed/run", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embed_ManyTexts_HaveTheSameVectorsEveryWay()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        string[] texts = [.. Enumerable.Range(0, 300).Select(static index => SampleTexts.All[index % SampleTexts.All.Count])];

        var fromClient = await silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Texts = texts, Dimensions = 64 }, Cancellation);
        using var response = await silo.Http.PostAsJsonAsync(s_run, new { texts, dimensions = 64 }, Cancellation);
        var overHttp = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TextEmbeddings>(Cancellation);

        Assert.Equal(Enumerable.Range(0, 300), fromClient.Embeddings.Select(static embedding => embedding.Index));
        Assert.Equal(("text-embed", 64), (fromClient.Model, fromClient.Dimensions));
        Assert.Equal(fromClient.Usage, overHttp!.Usage);
        Assert.All(Enumerable.Range(0, 300), index =>
        {
            var vector = Vector(fromClient, index);
            Assert.Equal(64, vector.Length);
            Assert.True(TensorPrimitives.CosineSimilarity(vector, Vector(overHttp, index)) > 0.9999f);
            Assert.True(TensorPrimitives.CosineSimilarity(vector, Vector(fromClient, index % SampleTexts.All.Count)) > 0.9999f);
        });
    }

    [Fact]
    public async Task Embed_ManyCallersAtOnce_AllGetTheirOwn()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var alone = await silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Texts = SampleTexts.All }, Cancellation);

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), Cancellation, async (call, cancellationToken) =>
        {
            var index = call % SampleTexts.All.Count;
            var one = await silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Text = SampleTexts.All[index] }, cancellationToken);
            Assert.True(TensorPrimitives.CosineSimilarity(Vector(one, 0), Vector(alone, index)) > 0.9999f);
        });
    }

    [Fact]
    public async Task Embed_Answer_IsWhatTheSchemaSays()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        SchemaCheck.AssertPromised(TextCapabilities.Embed, await silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Text = "A cat sleeps." }, Cancellation));
    }

    [Theory]
    [InlineData("""{ "texts": ["one", " "] }""", "text.empty", "texts[1] has nothing that the model knows how to read. Leave it out.")]
    [InlineData("""{ "text": "one", "dimensions": 999 }""", "text.dimensions_unsupported", null)]
    [InlineData("""{ "texts": [] }""", "invalid_input", "texts must have between 1 and 1024 entries.")]
    [InlineData("""{ "texts": ["one"], "text": "two" }""", "invalid_input", "Give either texts, or text, and nothing of the other.")]
    [InlineData("{}", "invalid_input", "Give either texts, or text, and nothing of the other.")]
    [InlineData("""{ "texts": ["one", null] }""", "invalid_input", "texts[1] must not be null.")]
    [InlineData("""{ "text": "one", "dimensions": 0 }""", "invalid_input", "dimensions must be between 1 and 65536.")]
    public async Task Embed_BadInput_SaysWhatToChange(string json, string code, string? detail)
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        using var response = await silo.Http.PostAsync(s_run, new StringContent(json, System.Text.Encoding.UTF8, "application/json"), Cancellation);

        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, (string?)problem["code"]));
        Assert.Equal(detail ?? (string?)problem["detail"], (string?)problem["detail"]);
    }

    [Fact]
    public async Task Embed_LongTextThatMustNotBeCut_IsRefusedFromTheClientToo()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var text = string.Concat(Enumerable.Repeat("word ", 200));

        var refusal = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Text = text, Truncate = false }, Cancellation));
        var cut = await silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Text = text }, Cancellation);

        Assert.Equal((WorkErrorCode.InvalidInput, "text.too_long"), (refusal.Code, refusal.Reason));
        Assert.True(cut.Embeddings[0].IsTruncated);
        Assert.Equal(128, cut.Usage.Tokens);
    }

    private static float[] Vector(TextEmbeddings embeddings, int index) => [.. embeddings.Embeddings[index].Vector];
}
