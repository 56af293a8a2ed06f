using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>Texts that are under way together are to it what a batch is to others.</summary>
public sealed class TextGeneratorConformanceTests(TextGeneratorFixture fixture) : EngineConformance, IClassFixture<TextGeneratorFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<GenerateText, GeneratedText>
    {
        Engine = new AtOnce<GenerateText, GeneratedText>((input, cancellationToken) => fixture.Generator.RunAsync(input, new PieceList(), cancellationToken)),
        Inputs =
        [
            static () => new GenerateText { Prompt = BabyLlama.Prompt, Temperature = 0, MaxTokens = 20 },
            static () => new GenerateText { Prompt = "Tom saw a dog in", Temperature = 0, MaxTokens = 20 },
            static () => new GenerateText { Prompt = "The sun", Temperature = 1, Seed = 3, MaxTokens = 20 },
        ],
        BadInput = static () => new GenerateText { Prompt = new string('a', 1000) },
        Lanes = 2,
    });
}
