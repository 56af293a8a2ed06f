using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Generation;

namespace WorkerGrains.Tests.Engines.Generation;

public sealed class TokenSamplerTests
{
    // The natural logarithms of 0.5, 0.3, 0.15 and 0.05.
    private static readonly float[] s_logits = [-0.6931f, -1.2040f, -1.8971f, -2.9957f];

    [Fact]
    public void Draw_NoTemperature_TakesTheLikeliest() => Assert.Equal([0], Shares(new GenerateText { Prompt = "a", Temperature = 0 }).Keys);

    [Fact]
    public void Draw_TemperatureOne_TakesEachAsOftenAsItIsLikely()
    {
        var shares = Shares(new GenerateText { Prompt = "a", Temperature = 1, Seed = 1 });

        Assert.All(((int Token, double Share)[])[(0, 0.5), (1, 0.3), (2, 0.15), (3, 0.05)], one => Assert.Equal(one.Share, shares[one.Token], tolerance: 0.02));
    }

    [Theory]
    [InlineData(1, null, new[] { 0 })]
    [InlineData(2, null, new[] { 0, 1 })]
    [InlineData(null, 0.5f, new[] { 0 })]
    [InlineData(null, 0.7f, new[] { 0, 1 })]
    [InlineData(null, 1f, new[] { 0, 1, 2, 3 })]
    [InlineData(3, 0.7f, new[] { 0, 1 })]
    public void Draw_Kept_DrawsFromThoseOnly(int? topK, float? topP, int[] tokens) =>
        Assert.Equal(tokens, Shares(new GenerateText { Prompt = "a", Temperature = 1, TopK = topK, TopP = topP, Seed = 1 }).Keys.Order());

    [Fact]
    public void Draw_NoNumbers_IsNoToken() => Assert.Equal(-1, new TokenSampler(new GenerateText { Prompt = "a" }).Draw([float.NaN, 1]));

    private static Dictionary<int, double> Shares(GenerateText input)
    {
        var sampler = new TokenSampler(input);
        return Enumerable.Range(0, 10_000).Select(_ => sampler.Draw(s_logits)).CountBy(static token => token).ToDictionary(static one => one.Key, static one => one.Value / 10_000.0);
    }
}
