using System.Numerics.Tensors;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Tests.Engines.Texts;

public sealed class TextEmbedderConformanceTests(TextEmbedderFixture fixture) : EngineConformance, IClassFixture<TextEmbedderFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<TextRow, RowEmbedding>
    {
        Engine = fixture.Embedder,
        Inputs = [() => Row("A cat sleeps."), () => Row("The stock market fell sharply on Monday, and nobody knows why."), () => Row("word")],
        BadInput = () => OutsideTheVocabulary(Row("word")),
        Lanes = 2,
        Same = static (one, other) => one.Tokens == other.Tokens && TensorPrimitives.CosineSimilarity<float>(one.Vector, other.Vector) > 0.99999f,
    });

    private TextRow Row(string text) => fixture.Embedder.Split(new EmbedTexts { Text = text }, TestContext.Current.CancellationToken).Value!.Single();

    private static TextRow OutsideTheVocabulary(TextRow row)
    {
        row.Tokens[0] = 1_000_000;
        return row;
    }
}
