using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>The models of texts as tensors through the gateway.</summary>
[Collection(ModelSilo.Shared)]
public sealed class TextModelTests(ModelSilo silo)
{
    private const int Layers = 5;
    private const int Heads = 4;
    private const int HeadWidth = 16;
    private const int Vocabulary = 105;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_SentenceModel_DoesNotSeePadding()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        long[] text = [1037, 4937, 25126, 1012];

        var alone = await EmbedAsync(text, [1, 1, 1, 1], 4);
        var padded = await EmbedAsync([.. text, .. new long[12]], [1, 1, 1, 1, .. new long[12]], 16);

        Assert.Equal(128, alone.Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(alone), 1e-4);
        Assert.All(alone.Zip(padded), static pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public async Task Infer_LanguageModel_RemembersWithItsCacheWhatItSeesWithoutOne()
    {
        SharedFiles.PathOrSkip("models", "babyllama");
        long[] tokens = [1, 3, 45, 60, 12, 33, 7, 3, 20, 41, 9, 5];

        var (whole, _, _) = await StepAsync(tokens, 0, [], []);
        var (_, keys, values) = await StepAsync(tokens[..^1], 0, [], []);
        var (last, _, _) = await StepAsync(tokens[^1..], tokens.Length - 1, keys, values);

        Assert.All(whole[^Vocabulary..].Zip(last), static pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public async Task Infer_GraphOfAllMiniLm_LoadsWithItsWeightsAndGivesFiniteNumbers()
    {
        SharedFiles.PathOrSkip("models", "bench");
        var input = new InferModel
        {
            Inputs = [.. ((string[])["input_ids", "attention_mask", "token_type_ids"]).Select(static name => NamedTensor.Of(name, [2, 8], [.. Enumerable.Repeat(name == "token_type_ids" ? 0L : 1L, 16)]))],
            OutputEncoding = TensorEncoding.Base64,
        };

        var given = (await silo.AnswerAsync("minilm_l6_shape", input)).Outputs[0];
        var shown = await silo.Http.GetFromJsonAsync<JsonNode>(new Uri("/v1/models/minilm_l6_shape", UriKind.Relative), Cancellation);

        Assert.Equal([2, 8, 384], given.Shape);
        Assert.All(given.ToArray<float>(), static number => Assert.True(float.IsFinite(number)));

        // The manifest's 330 MB are those of a process of its own.
        Assert.InRange((long)shown!["silos"]![0]!["versions"]![0]!["memoryBytes"]!, 80_000_000, 500_000_000);
    }

    private async Task<float[]> EmbedAsync(long[] tokens, long[] mask, int length) => (await silo.AnswerAsync("minisent_int8table", new InferModel
    {
        Inputs = [NamedTensor.Of("input_ids", [1, length], tokens), NamedTensor.Of("attention_mask", [1, length], mask)],
        Outputs = ["sentence_embedding"],
        OutputEncoding = TensorEncoding.Base64,
    })).Outputs[0].ToArray<float>();

    /// <summary>Gives the model some tokens, and what it remembers of those before them.</summary>
    private async Task<(float[] Logits, float[] Keys, float[] Values)> StepAsync(long[] tokens, int past, float[] keys, float[] values)
    {
        var answer = await silo.AnswerAsync("babyllama105", new InferModel
        {
            Inputs =
            [
                NamedTensor.Of("input_ids", [1, tokens.Length], tokens),
                NamedTensor.Of("position", [tokens.Length], [.. Enumerable.Range(past, tokens.Length).Select(static place => (long)place)]),
                NamedTensor.Of("past_key", [Layers, 1, Heads, past, HeadWidth], keys),
                NamedTensor.Of("past_value", [Layers, 1, Heads, past, HeadWidth], values),
            ],
            OutputEncoding = TensorEncoding.Base64,
        });
        return (Of("logits"), Of("present_key"), Of("present_value"));

        float[] Of(string name) => answer.Outputs.Single(output => output.Name == name).ToArray<float>();
    }
}
