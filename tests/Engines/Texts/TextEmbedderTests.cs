using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Texts;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Texts;

public sealed class TextEmbedderTests(TextEmbedderFixture fixture) : IClassFixture<TextEmbedderFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Beside the tokenizer, ONNX Runtime and pooling called directly, a text at a time.</summary>
    [Theory]
    [InlineData("none", "sentence_embedding")]
    [InlineData("mean", "token_embeddings")]
    [InlineData("cls", "token_embeddings")]
    public async Task RunAsync_AnyText_EqualsTheModelCalledDirectly(string pooling, string output)
    {
        using var models = new TemporaryModels();
        using var repository = TextEmbedderFixture.LayOut(
            models, $$"""{ "tokenizer": "vocab.txt", "text": { "addSpecialTokens": false, "maxTokens": 128, "pooling": "{{pooling}}" } }""").Open();
        var embedder = TextEmbedderFixture.Create(repository);
        Assert.Equal(Readiness.Ready, await embedder.StartAsync(Cancellation));
        using var session = new InferenceSession(SharedFiles.PathOrSkip("models", "text-embed", "minisent_int8table.onnx"));
        var expected = SampleTexts.All.Select(text => Direct(session, text, pooling, output)).ToList();

        List<RowEmbedding> alone = [];
        foreach (var text in SampleTexts.All)
        {
            alone.AddRange(await EmbedAsync(embedder, new EmbedTexts { Text = text }));
        }

        AssertNear(expected, alone);
        AssertNear(expected, await EmbedAsync(embedder, new EmbedTexts { Texts = SampleTexts.All }));
        var random = new Random(7);
        for (var round = 0; round < 5; round++)
        {
            int[] some = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(expected.Count))];
            AssertNear([.. some.Select(index => expected[index])], await EmbedAsync(embedder, new EmbedTexts { Texts = [.. some.Select(static index => SampleTexts.All[index])] }));
        }
    }

    [Theory]
    [InlineData("A man is playing a guitar.", "Someone plays the guitar.", "The stock market fell sharply today.")]
    [InlineData("How do I reset my password?", "I forgot my password and want to change it.", "The weather will be sunny tomorrow.")]
    [InlineData("The cat sat on the mat.", "A cat is sitting on a rug.", "Quarterly revenue grew by ten percent.")]
    public async Task RunAsync_Paraphrases_AreNearerThanOtherTexts(string text, string paraphrase, string other)
    {
        var vectors = await EmbedAsync(fixture.Embedder, new EmbedTexts { Texts = [text, paraphrase, other] });

        Assert.True(Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2]) + 0.1, $"{Cosine(vectors[0], vectors[1])} and {Cosine(vectors[0], vectors[2])}");
    }

    [Fact]
    public async Task RunAsync_FewerDimensions_AreTheFirstOnesScaledToLengthOne()
    {
        var whole = (await EmbedAsync(fixture.Embedder, new EmbedTexts { Text = "A cat sleeps." })).Single();
        var cut = (await EmbedAsync(fixture.Embedder, new EmbedTexts { Text = "A cat sleeps.", Dimensions = 32 })).Single();

        Assert.Equal((128, 32), (whole.Vector.Length, cut.Vector.Length));
        Assert.Equal(1, TensorPrimitives.Norm<float>(cut.Vector), 1e-5);
        Assert.Equal(1, TensorPrimitives.Norm<float>(whole.Vector), 1e-5);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity(whole.Vector.AsSpan(0, 32), cut.Vector), 1e-5);
        Assert.NotEqual(whole.Vector[0], cut.Vector[0]);
    }

    [Fact]
    public void Split_TooManyDimensions_SaysHowManyThereAre()
    {
        var error = fixture.Embedder.Split(new EmbedTexts { Text = "a", Dimensions = 129 }, Cancellation).Error;

        Assert.Equal((WorkErrorCode.InvalidInput, "text.dimensions_unsupported"), (error?.Code, error?.Reason));
        Assert.Contains("128 dimensions", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n ")]
    [InlineData("\u0000\u200b")]
    public void Split_NothingToRead_NamesTheText(string empty)
    {
        var inList = fixture.Embedder.Split(new EmbedTexts { Texts = ["one", empty, "two"] }, Cancellation).Error;
        var alone = fixture.Embedder.Split(new EmbedTexts { Text = empty }, Cancellation).Error;

        Assert.Equal(("text.empty", "texts[1] has nothing that the model knows how to read. Leave it out."), (inList?.Reason, inList?.Message));
        Assert.Equal(("text.empty", "text has nothing that the model knows how to read. Leave it out."), (alone?.Reason, alone?.Message));
    }

    [Fact]
    public void Split_LongText_IsCutUnlessThatIsForbidden()
    {
        var exact = string.Join(' ', Enumerable.Repeat("cat", 128));

        using var cut = fixture.Embedder.Split(new EmbedTexts { Text = exact + " cat" }, Cancellation).Value!.Single();
        Assert.Equal((128, true), (cut.Tokens.Length, cut.IsTruncated));
        using var whole = fixture.Embedder.Split(new EmbedTexts { Text = exact, Truncate = false }, Cancellation).Value!.Single();
        Assert.Equal((128, false), (whole.Tokens.Length, whole.IsTruncated));
        var error = fixture.Embedder.Split(new EmbedTexts { Text = exact + " cat", Truncate = false }, Cancellation).Error;
        Assert.Equal("text.too_long", error?.Reason);
        Assert.Contains("128 tokens", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Join_Rows_KeepsOrderAndCountsTokens()
    {
        var output = fixture.Embedder.Join(new EmbedTexts { Texts = ["a", "b"] }, [new RowEmbedding([1, 0], 3, IsTruncated: true, "text-embed", 1), new RowEmbedding([0, 1], 4, IsTruncated: false, "text-embed", 1)]).Value!;

        Assert.Equal([(0, 1f, true), (1, 0f, false)], output.Embeddings.Select(static one => (one.Index, one.Vector[0], one.IsTruncated)));
        Assert.Equal((7, 2, "text-embed"), (output.Usage.Tokens, output.Dimensions, output.Model));
    }

    [Fact]
    public async Task RunAsync_ModelReplacedWhileRowsWait_EachRunsWithTheModelItWasMadeFor()
    {
        using var models = new TemporaryModels();
        using var repository = TextEmbedderFixture.LayOut(models, TextEmbedderFixture.ModelJson).Open();
        var embedder = TextEmbedderFixture.Create(repository);
        Assert.Equal(Readiness.Ready, await embedder.StartAsync(Cancellation));
        var before = embedder.Split(new EmbedTexts { Texts = ["a cat", "a dog"] }, Cancellation).Value!;
        models.Add("text-embed", "2", SharedFiles.PathOrSkip("models", "text-embed", "minisent_int8table.onnx"));

        var replaced = repository.LoadAsync("text-embed", Cancellation);
        await Eventually.TrueAsync(() => repository.Find("text-embed")!.Served.Default!.Version == 2, "the new version serves");
        var after = embedder.Split(new EmbedTexts { Text = "a bird" }, Cancellation).Value!;
        var outcomes = await embedder.RunAsync([before[0], after[0], before[1]], Cancellation);

        Assert.All(outcomes, static outcome => Assert.Null(outcome.Error));
        Assert.NotSame(before[0].Model, after[0].Model);
        Assert.False(replaced.IsCompleted);
        before[0].Dispose();
        Assert.False(replaced.IsCompleted);
        before[1].Dispose();
        Assert.True((await replaced).IsReady);
        after[0].Dispose();
    }

    /// <summary>A damaged model: its weights for one word are not numbers.</summary>
    [Fact]
    public async Task RunAsync_VectorIsNotANumber_FailsThatTextOnly()
    {
        using var models = new TemporaryModels();
        TextEmbedderFixture.LayOut(models, TextEmbedderFixture.ModelJson);
        var word = Array.IndexOf(await File.ReadAllLinesAsync(SharedFiles.PathOrSkip("models", "text-embed", "vocab.txt"), Cancellation), "zebra");
        await DamageAsync(Path.Combine(models.Path, "text-embed", "1", "model.onnx"), word);
        using var repository = models.Open();
        var embedder = TextEmbedderFixture.Create(repository);
        Assert.Equal(Readiness.Ready, await embedder.StartAsync(Cancellation));

        TextRow[] rows = [.. ((string[])["a cat", "a zebra", "a dog"]).Select(text => embedder.Split(new EmbedTexts { Text = text }, Cancellation).Value!.Single())];
        var outcomes = await embedder.RunAsync(rows, Cancellation);
        Array.ForEach(rows, static row => row.Dispose());

        Assert.Equal([null, WorkErrorCode.EngineFailed, null], outcomes.Select(static outcome => outcome.Error?.Code));
        Assert.Equal("The model's answer to this text is not a number.", outcomes[1].Error!.Message);
    }

    [Theory]
    [InlineData("""{ "tokenizer": "vocab.txt" }""", "does not say how texts are made ready")]
    [InlineData("""{ "text": { "pooling": "none" } }""", "has no tokens")]
    [InlineData("""{ "tokenizer": "../vocab.txt", "text": { "pooling": "none" } }""", "tokens of the model 'text-embed' cannot be read")]
    [InlineData("""{ "tokenizer": "missing.txt", "text": { "pooling": "none" } }""", "tokens of the model 'text-embed' cannot be read")]
    [InlineData("""{ "tokenizer": "model.json", "text": { "pooling": "none" } }""", "tokenizer of the model 'text-embed' is none that is known")]
    [InlineData("""{ "tokenizer": "short.txt", "text": { "pooling": "none" } }""", "tokens of the model 'text-embed' cannot be used")]
    [InlineData("""{ "tokenizer": "vocab.txt", "text": { "pooling": "none", "output": "token_embeddings" } }""", "has no output that would suit")]
    public async Task StartAsync_ModelThatDoesNotFit_SaysWhatIsMissing(string settings, string reason)
    {
        using var models = new TemporaryModels();
        using var repository = TextEmbedderFixture.LayOut(models, settings).Write("text-embed", "short.txt", "one\ntwo").Open();
        var embedder = TextEmbedderFixture.Create(repository);

        var readiness = await embedder.StartAsync(Cancellation);

        Assert.False(readiness.IsReady);
        Assert.Contains(reason, readiness.Reason, StringComparison.Ordinal);
        Assert.NotNull(readiness.Remedy);
    }

    [Fact]
    public async Task StartAsync_ModelOfOtherInputs_SaysWhichItNeeds()
    {
        using var models = new TemporaryModels();
        using var repository = models.AddTiny("text-embed", "1", "mul2_f32.onnx").Write("text-embed", "model.json", """{ "text": {} }""").Open();
        var embedder = TextEmbedderFixture.Create(repository);

        var readiness = await embedder.StartAsync(Cancellation);

        Assert.Contains("does not take tokens", readiness.Reason, StringComparison.Ordinal);
        Assert.Contains("input_ids", readiness.Remedy, StringComparison.Ordinal);
    }

    /// <summary>A model that also takes token types and leaves pooling to us, with [CLS] and [SEP] around.</summary>
    [Fact]
    public async Task RunAsync_ModelWithTokenTypes_GetsThem()
    {
        using var models = new TemporaryModels();
        using var repository = models.Add("text-embed", "1", SharedFiles.PathOrSkip("models", "bench", "minilm_l6_shape.onnx"))
            .Write("text-embed", "tokenizer.json", await File.ReadAllTextAsync(SharedFiles.PathOrSkip("models", "text-embed", "tokenizer.json"), Cancellation))
            .Write("text-embed", "model.json", """{ "tokenizer": "tokenizer.json", "text": { "maxTokens": 16 }, "batching": { "maxBatchSize": 3 } }""").Open();
        var embedder = TextEmbedderFixture.Create(repository, maxBatchSize: 4);
        Assert.Equal(Readiness.Ready, await embedder.StartAsync(Cancellation));

        var rows = await EmbedAsync(embedder, new EmbedTexts { Texts = ["a cat", new string('.', 40)] });

        Assert.Equal(3, embedder.MaxBatchSize);
        Assert.Equal([4, 16], rows.Select(static row => row.Tokens));
        Assert.All(rows, static row => Assert.Equal((384, 1f), (row.Vector.Length, MathF.Round(TensorPrimitives.Norm<float>(row.Vector), 4))));
    }

    private static async Task<List<RowEmbedding>> EmbedAsync(TextEmbedder embedder, EmbedTexts input)
    {
        var rows = embedder.Split(input, Cancellation);
        Assert.Null(rows.Error);
        var outcomes = await embedder.RunAsync(rows.Value!, Cancellation);
        Array.ForEach(rows.Value!, static row => row.Dispose());
        Assert.All(outcomes, static outcome => Assert.Null(outcome.Error));
        return [.. outcomes.Select(static outcome => outcome.Value!)];
    }

    private static float[] Direct(InferenceSession session, string text, string pooling, string output)
    {
        long[] tokens = [.. WordPieceTests.Reference(text).Take(128)];
        long[] mask = [.. Enumerable.Repeat(1L, tokens.Length)];
        using var ids = OrtValue.CreateTensorValueFromMemory(tokens, [1, tokens.Length]);
        using var attention = OrtValue.CreateTensorValueFromMemory(mask, [1, tokens.Length]);
        using var outputs = session.Run(new RunOptions(), ["input_ids", "attention_mask"], [ids, attention], [output]);
        var values = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        var vector = pooling == "mean"
            ? [.. Enumerable.Range(0, 128).Select(dimension => values.Where((_, place) => place % 128 == dimension).Average())]
            : values[..128];
        var length = MathF.Sqrt(vector.Sum(static number => number * number));
        return [.. vector.Select(number => number / length)];
    }

    private static void AssertNear(List<float[]> expected, List<RowEmbedding> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), static pair => Assert.True(
            TensorPrimitives.CosineSimilarity<float>(pair.First, pair.Second.Vector) >= 0.9999f,
            $"{TensorPrimitives.CosineSimilarity<float>(pair.First, pair.Second.Vector)} with {pair.Second.Tokens} tokens."));
    }

    private static float Cosine(RowEmbedding one, RowEmbedding other) => TensorPrimitives.CosineSimilarity<float>(one.Vector, other.Vector);

    /// <summary>Makes the scale of one word's weights not a number: they are the only tensor of the file with a float for each word.</summary>
    private static async Task DamageAsync(string model, int word)
    {
        const int Words = 30_522;
        var bytes = await File.ReadAllBytesAsync(model, Cancellation);

        // raw_data of a TensorProto: field 9, its length as a varint.
        var length = Words * sizeof(float);
        byte[] head = [0x4A, (byte)(length | 0x80), (byte)((length >> 7) | 0x80), (byte)(length >> 14)];
        var start = bytes.AsSpan().IndexOf(head);
        Assert.True(start > 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(start + head.Length + (word * sizeof(float))), float.NaN);
        await File.WriteAllBytesAsync(model, bytes, Cancellation);
    }
}
