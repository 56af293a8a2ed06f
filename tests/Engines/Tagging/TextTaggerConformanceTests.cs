using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Tagging;
using WorkerGrains.Engines.Texts;
using WorkerGrains.Tests.Engines.Texts;

namespace WorkerGrains.Tests.Engines.Tagging;

/// <summary>Texts that are tagged at the same time are to it what a batch is to others; they are embedded by the real model.</summary>
public sealed class TextTaggerConformanceTests(TextEmbedderFixture fixture) : EngineConformance, IClassFixture<TextEmbedderFixture>, IDisposable
{
    private readonly IHost _host = BuildHost();

    public void Dispose() => _host.Dispose();

    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<TagText, TaggedText>
    {
        Engine = new AtOnce<TagText, TaggedText>((input, cancellationToken) => _host.Services.GetRequiredService<TextTagger>().RunAsync(input, new Caller(fixture.Embedder), cancellationToken)),
        Inputs =
        [
            static () => Input("The new package does not install: rpm complains about a missing dependency. It rains."),
            static () => Input("Fry the onions in oil, then add the rice and some salt. It rains."),
            static () => Input("Ships and boats cross the sea. It rains a lot there."),
        ],
        BadInput = static () => Input("?"),
        Lanes = 2,
        Same = static (one, other) => one.Tags.Zip(other.Tags).All(static pair => pair.First.Label == pair.Second.Label && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-3),
    });

    private static TagText Input(string text) => new()
    {
        Text = text,
        Labels =
        [
            new() { Name = "food", Description = "Cooking food." },
            new() { Name = "software", Description = "Software packages and their dependencies." },
            new() { Name = "sea", Description = "Ships on the sea." },
        ],
        MinConfidence = 0,
    };

    private static IHost BuildHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTagging().AddSingleton<TextTagger>();
        return builder.Build();
    }

    /// <summary>Calls the embedder in this process.</summary>
    private sealed class Caller(TextEmbedder embedder) : IWorkCaller
    {
        public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
        {
            var input = JsonSerializer.Deserialize<EmbedTexts>(request.Payload.Bytes.Span, ContractJson.Options)!;
            var rows = embedder.Split(input, cancellationToken).Value!;
            var vectors = await embedder.RunAsync(rows, cancellationToken);
            Array.ForEach(rows, static row => row.Dispose());
            return WorkResult.Success(JsonSerializer.SerializeToUtf8Bytes(embedder.Join(input, [.. vectors.Select(static vector => vector.Value!)]).Value, ContractJson.Options));
        }

        public IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
