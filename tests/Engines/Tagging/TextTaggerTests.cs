using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Tagging;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Tagging;

public sealed class TextTaggerTests : IDisposable
{
    private static readonly TagLabel[] s_labels = [new() { Name = "sea", Description = "ships on the sea" }, new() { Name = "bread", Description = "how to bake bread" }];

    private readonly Embeddings _embeddings = new();
    private readonly List<IHost> _hosts = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _hosts.ForEach(static host => host.Dispose());

    [Fact]
    public async Task RunAsync_Text_HasTheLabelsThatItsSentencesAreNear()
    {
        var tagged = await TagAsync(new TagText { Text = "We bake bread and then more bread to bake. The weather was fine all day.", Labels = s_labels });

        var tag = Assert.Single(tagged.Tags);
        Assert.Equal("bread", tag.Label);
        Assert.Equal("We bake bread and then more bread to bake.", tag.Evidence[0].Sentence);
        Assert.True(tag.Evidence[0].Similarity > 0.85);
        Assert.Equal((2, 2, "words", 3), (tagged.Sentences, tagged.SentencesRead, tagged.Model, tagged.ModelVersion));
    }

    [Fact]
    public async Task RunAsync_LeastConfidenceOfNothing_HasAllLabelsInOrder()
    {
        var tagged = await TagAsync(new TagText { Text = "Ships on the sea and bread.", Labels = s_labels, MinConfidence = 0, MaxEvidence = 0 });

        Assert.Equal(["sea", "bread"], tagged.Tags.Select(static tag => tag.Label));
        Assert.All(tagged.Tags, static tag => Assert.Empty(tag.Evidence));
    }

    [Fact]
    public async Task RunAsync_LabelsThatAreRemembered_AreNotEmbeddedAgain()
    {
        var tagger = Create();
        await TagAsync(new TagText { Text = "One two three.", Labels = s_labels }, tagger);
        await TagAsync(new TagText { Text = "One two three.", Labels = s_labels }, tagger);
        await TagAsync(new TagText { Text = "One two three.", Labels = [.. s_labels, new TagLabel { Name = "new", Description = "quite another thing" }] }, tagger);

        Assert.Equal([1 + 2 + TaggingResources.Background.Length, 1, 2], _embeddings.Calls.Select(static texts => texts.Count));
    }

    [Fact]
    public async Task RunAsync_AnotherVersionOfTheModel_IsAskedForEverythingAnew()
    {
        var tagger = Create();
        await TagAsync(new TagText { Text = "One two three.", Labels = s_labels }, tagger);
        _embeddings.Version = 4;
        var tagged = await TagAsync(new TagText { Text = "Ships on the sea again.", Labels = s_labels }, tagger);
        await TagAsync(new TagText { Text = "One two three.", Labels = s_labels }, tagger);

        Assert.Equal(("sea", 4), (Assert.Single(tagged.Tags).Label, tagged.ModelVersion));
        var whole = 1 + 2 + TaggingResources.Background.Length;
        Assert.Equal([whole, 1, whole, 1], _embeddings.Calls.Select(static texts => texts.Count));
    }

    [Fact]
    public async Task RunAsync_LongText_IsReadEvenly()
    {
        var text = string.Join(' ', Enumerable.Range(0, 1000).Select(static number => $"This is sentence {number}."));

        var tagged = await TagAsync(new TagText { Text = text, Labels = s_labels }, Create(("Engines:text.tag:MaxSentences", "10")));

        Assert.Equal((1000, 10), (tagged.Sentences, tagged.SentencesRead));
        Assert.Equal(Enumerable.Range(0, 10).Select(static index => $"This is sentence {index * 100}."), _embeddings.Calls[0].Take(10));
    }

    [Fact]
    public async Task RunAsync_Schema_HasTheLabelsOfTheConfiguration()
    {
        var tagged = await TagAsync(new TagText { Text = "Ships on the sea again.", Schema = "topics" }, Create(("Tags:Topics:water", "ships on the sea"), ("Tags:Topics:food", "how to bake bread")));

        Assert.Equal("water", Assert.Single(tagged.Tags).Label);
    }

    [Theory]
    [InlineData("""{ "text": "x", "schema": "none" }""", "tag.unknown_schema", "No schema has this name. There are: topics.")]
    [InlineData("""{ "text": "x", "labels": [{ "name": "a", "description": "b" }, { "name": "a", "description": "c" }] }""", "tag.duplicate_label", "labels[1] has the name of another one. Give each a name of its own.")]
    [InlineData("""{ "text": "x", "labels": [{ "name": "a", "description": "..." }] }""", "tag.empty_label", "The description of labels[0] has no word. Say what its texts are about.")]
    [InlineData("""{ "text": " - ", "labels": [{ "name": "a", "description": "b" }] }""", "tag.empty_text", "The text has no word. Leave it out.")]
    public async Task RunAsync_WhatCannotBeTagged_SaysWhatToChange(string json, string reason, string message)
    {
        var input = JsonSerializer.Deserialize<TagText>(json, ContractJson.Options)!;

        var outcome = await Create(("Tags:topics:a", "something")).RunAsync(input, _embeddings, Cancellation);

        Assert.Equal((WorkErrorCode.InvalidInput, reason, message), (outcome.Error!.Code, outcome.Error.Reason, outcome.Error.Message));
        Assert.Contains(TextCapabilities.Tag.Errors, error => error.Code == reason);
        Assert.Empty(_embeddings.Calls);
    }

    [Fact]
    public async Task RunAsync_EmbeddingFails_IsToldByItsName()
    {
        _embeddings.Error = new WorkError(WorkErrorCode.NotReady, "The model is not there.") { Reason = "text.own" };

        var outcome = await Create().RunAsync(new TagText { Text = "One two three.", Labels = s_labels }, _embeddings, Cancellation);

        Assert.Equal(new WorkError(WorkErrorCode.NotReady, "text.embed: The model is not there."), outcome.Error);
    }

    [Theory]
    [InlineData("Tags:topics:a", "...", "Tags:topics:a must describe the label in at most 1000 characters.")]
    [InlineData("Tags:topics", "a", "Tags:topics must have between 1 and 64 labels, each with its description.")]
    [InlineData("Engines:text.tag:MaxSentences", "801", null)]
    [InlineData("Engines:text.tag:MaxRememberedLabels", "63", null)]
    public async Task StartAsync_BadConfiguration_StopsTheStart(string key, string value, string? sentence)
    {
        using var host = Build((key, value));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains(sentence ?? key[(key.LastIndexOf(':') + 1)..], exception.Message, StringComparison.Ordinal);
    }

    private async Task<TaggedText> TagAsync(TagText input, TextTagger? tagger = null)
    {
        var outcome = await (tagger ?? Create()).RunAsync(input, _embeddings, Cancellation);
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(TextCapabilities.Tag, outcome.Value);
        return outcome.Value;
    }

    private TextTagger Create(params (string Key, string Value)[] settings)
    {
        var host = Build(settings);
        _hosts.Add(host);
        return host.Services.GetRequiredService<TextTagger>();
    }

    private static IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddTagging().AddSingleton<TextTagger>();
        return builder.Build();
    }

    /// <summary>Stands for text.embed: vectors of which words a text has, so that what is near is plain.</summary>
    private sealed class Embeddings : IWorkCaller
    {
        private const int Dimensions = 512;

        public List<IReadOnlyList<string>> Calls { get; } = [];

        public int Version { get; set; } = 3;

        public WorkError? Error { get; set; }

        public ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
        {
            Assert.True(TextCapabilities.Embed.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out var input, out var problem), problem?.Message);
            Calls.Add(input!.Texts!);
            return new(Error is not null ? WorkResult.Failure(Error) : WorkResult.Success(JsonSerializer.SerializeToUtf8Bytes(
                new TextEmbeddings
                {
                    Embeddings = [.. input.Texts!.Select((text, index) => new TextEmbedding { Index = index, Vector = VectorOf(text) })],
                    Model = "words",
                    ModelVersion = Version,
                    Dimensions = Dimensions,
                    Usage = new EmbeddingUsage { Tokens = 1 },
                },
                ContractJson.Options)));
        }

        public IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        private static float[] VectorOf(string text)
        {
            var vector = new float[Dimensions];
            foreach (var word in text.Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries).Where(static word => word.Length > 3))
            {
                var hash = 17u;
                foreach (var letter in word)
                {
                    hash = (hash * 31) + char.ToUpperInvariant(letter);
                }

                vector[hash % Dimensions]++;
            }

            vector[0] += 0.01f;
            return vector;
        }
    }
}
