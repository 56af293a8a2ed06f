using WorkerGrains.Engines.Images;

namespace WorkerGrains.Tests.Engines.Images;

public sealed class LabelRankingTests
{
    private static readonly string[] s_labels = [.. Enumerable.Range(0, 1000).Select(static i => $"label {i}")];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Top_ManyScores_TakesTheHighestInOrder(int top)
    {
        var random = new Random(3);
        var scores = Enumerable.Range(0, s_labels.Length).Select(_ => random.Next(100) / 100f).ToArray();

        var labels = LabelRanking.Top(scores, top, s_labels).Labels;

        Assert.Equal(Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(static i => i).Take(top), labels.Select(static label => label.Index));
        Assert.All(labels, label => Assert.Equal((s_labels[label.Index], scores[label.Index]), (label.Label, label.Confidence)));
    }

    [Fact]
    public void Top_MoreThanThereAre_GivesAll() => Assert.Equal([1, 0], LabelRanking.Top([0.2f, 0.8f], 5, s_labels).Labels.Select(static label => label.Index));

    [Fact]
    public void Softmax_LargeLogits_AddUpToOne()
    {
        float[] scores = [1000, 1001, 999];

        LabelRanking.Softmax(scores);

        Assert.Equal([0.244728f, 0.665241f, 0.090031f], scores, static (expected, actual) => Math.Abs(expected - actual) < 1e-5);
        Assert.True(LabelRanking.AreProbabilities(scores));
    }

    [Theory]
    [InlineData(new[] { 0.25f, 0.75f }, true)]
    [InlineData(new[] { 0.25f, 0.8f }, false)]
    [InlineData(new[] { -0.25f, 1.25f }, false)]
    [InlineData(new[] { float.NaN, 1f }, false)]
    public void AreProbabilities_NoneBelowZeroAndOneInAll(float[] scores, bool expected) => Assert.Equal(expected, LabelRanking.AreProbabilities(scores));
}
