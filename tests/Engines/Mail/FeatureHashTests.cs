using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class FeatureHashTests
{
    // Computed elsewhere, from the definition of FNV-1a over UTF-16 with the low byte first.
    [Theory]
    [InlineData("a", 723832900u)]
    [InlineData("hello", 3276111607u)]
    [InlineData("HeLLo", 3276111607u)]
    public void Of_Characters_IsFnv1aOfThemInLowerCase(string characters, uint expected) => Assert.Equal(expected, FeatureHash.Of(characters));

    [Fact]
    public void Of_TwoHashes_DependsOnTheirOrder() => Assert.NotEqual(FeatureHash.Of(1, 2), FeatureHash.Of(2, 1));

    [Fact]
    public void As_KindsThatDiffer_KeepsTheSameCharactersApart() =>
        Assert.NotEqual(FeatureHash.As(FeatureKind.Word, FeatureHash.Of("free")), FeatureHash.As(FeatureKind.SubjectWord, FeatureHash.Of("free")));
}
