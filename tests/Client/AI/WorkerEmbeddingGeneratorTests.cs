using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WorkerGrains.Client;
using WorkerGrains.Client.AI;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Silo;

namespace WorkerGrains.Tests.Client.AI;

/// <summary>The generator against a silo in another process, with the real model.</summary>
public sealed class WorkerEmbeddingGeneratorTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEmbeddingGenerator<string, Embedding<float>> Generator
    {
        get
        {
            SharedFiles.PathOrSkip("models", "text-embed");
            return silo.Client.AsEmbeddingGenerator();
        }
    }

    [Fact]
    public async Task GenerateAsync_MoreTextsThanOneCallTakes_AreInOrderWithTheirUsage()
    {
        string[] texts = [.. Enumerable.Range(0, 700).Select(static index => $"number {index}")];

        var embeddings = await Generator.GenerateAsync(texts, cancellationToken: Cancellation);
        var expected = await silo.Client.RunAsync(TextCapabilities.Embed, new EmbedTexts { Texts = texts }, Cancellation);

        Assert.Equal(700, embeddings.Count);
        Assert.All(embeddings.Zip(expected.Embeddings), static pair => Assert.True(TensorPrimitives.CosineSimilarity<float>(pair.First.Vector.Span, [.. pair.Second.Vector]) > 0.9999f));
        Assert.All(embeddings, static embedding => Assert.Equal("text-embed", embedding.ModelId));
        Assert.Equal((expected.Usage.Tokens, expected.Usage.Tokens), (embeddings.Usage?.InputTokenCount, embeddings.Usage?.TotalTokenCount));
    }

    [Fact]
    public async Task GenerateAsync_LongTexts_AreSplitBySizeToo()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 100_000));

        var embeddings = await Generator.GenerateAsync(Enumerable.Repeat(text, 5), cancellationToken: Cancellation);

        Assert.Equal((5, 5 * 128), (embeddings.Count, embeddings.Usage?.InputTokenCount));
    }

    [Fact]
    public async Task GenerateAsync_Nothing_IsNothing() => Assert.Empty(await Generator.GenerateAsync([], cancellationToken: Cancellation));

    [Fact]
    public async Task GenerateAsync_Dimensions_AreHonoured()
    {
        var embedding = await Generator.GenerateAsync("A cat sleeps.", new EmbeddingGenerationOptions { Dimensions = 16 }, Cancellation);

        Assert.Equal(16, embedding.Dimensions);
    }

    [Fact]
    public async Task GenerateAsync_ModelId_IsChecked()
    {
        var right = await Generator.GenerateAsync("A cat sleeps.", new EmbeddingGenerationOptions { ModelId = "text-embed" }, Cancellation);
        var wrong = await Assert.ThrowsAsync<WorkException>(() => Generator.GenerateAsync("A cat sleeps.", new EmbeddingGenerationOptions { ModelId = "other" }, Cancellation));

        Assert.Equal("text-embed", right.ModelId);
        Assert.Equal(WorkErrorCode.InvalidInput, wrong.Code);
        Assert.Contains("text-embed", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_TextThatCannotBeEmbedded_SaysWhich()
    {
        var exception = await Assert.ThrowsAsync<WorkException>(() => Generator.GenerateAsync(["one", " "], cancellationToken: Cancellation));

        Assert.Equal("text.empty", exception.Reason);
        Assert.StartsWith("texts[1]", exception.Message, StringComparison.Ordinal);
        exception = await Assert.ThrowsAsync<WorkException>(() => Generator.GenerateAsync([.. Enumerable.Repeat("one", 300), " "], cancellationToken: Cancellation));
        Assert.StartsWith("Counted from text 256 on, texts[44] has nothing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_Canceled_Stops()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Generator.GenerateAsync(["one"], cancellationToken: caller.Token));
    }

    [Fact]
    public async Task GenerateAsync_UnderADistributedCache_AsksForEachTextOnce()
    {
        var counted = new CountingGenerator(Generator);
        using var cached = new EmbeddingGeneratorBuilder<string, Embedding<float>>(counted)
            .UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())))
            .Build();

        var first = await cached.GenerateAsync(["one", "two"], cancellationToken: Cancellation);
        var second = await cached.GenerateAsync(["two", "three", "one"], cancellationToken: Cancellation);

        Assert.Equal(["one", "two", "three"], counted.Asked);
        Assert.Equal(first[0].Vector.ToArray(), second[2].Vector.ToArray());
        Assert.Equal("text-embed", second[0].ModelId);
    }

    [Fact]
    public async Task GenerateAsync_UnderOpenTelemetry_IsASpanWithModelAndTokens()
    {
        const string Source = "test.embeddings";
        List<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = static candidate => candidate.Name == Source,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var traced = new EmbeddingGeneratorBuilder<string, Embedding<float>>(Generator).UseOpenTelemetry(sourceName: Source).Build();

        var embeddings = await traced.GenerateAsync(["A cat sleeps."], cancellationToken: Cancellation);

        var span = Assert.Single(spans);
        Assert.Equal("workergrains", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(embeddings.Usage!.InputTokenCount, Convert.ToInt64(span.GetTagItem("gen_ai.usage.input_tokens"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("text-embed", span.GetTagItem("gen_ai.response.model"));
    }

    [Fact]
    public void AddWorkerEmbeddingGenerator_Host_HasTheGenerator()
    {
        using var services = new ServiceCollection().AddSingleton(silo.Client).AddWorkerEmbeddingGenerator().BuildServiceProvider();

        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        Assert.Same(generator, services.GetRequiredService<IEmbeddingGenerator>());
        Assert.Same(silo.Client, generator.GetService<WorkerClient>());
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Equal("workergrains", generator.GetService<EmbeddingGeneratorMetadata>()?.ProviderName);
        Assert.Null(generator.GetService<string>());
        Assert.Null(generator.GetService<WorkerClient>("key"));
    }

    private sealed class CountingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        public List<string> Asked { get; } = [];

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            string[] texts = [.. values];
            Asked.AddRange(texts);
            return base.GenerateAsync(texts, options, cancellationToken);
        }
    }
}
