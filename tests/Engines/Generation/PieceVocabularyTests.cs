using System.Text;
using WorkerGrains.Engines.Generation;

namespace WorkerGrains.Tests.Engines.Generation;

public sealed class PieceVocabularyTests
{
    private const string Small = "<unk>\t0\n<s>\t0\n</s>\t0\n<0xC3>\t0\n<0xA9>\t0\n\u2581\t-3\na\t-4\nb\t-5\nab\t-2\n\u2581a\t-1\nabab\t-6\n";

    [Theory]
    [InlineData("ab", new[] { 9, 7 })]
    [InlineData("abab", new[] { 9, 7, 8 })]
    [InlineData("babab", new[] { 5, 7, 10 })]
    [InlineData("ba", new[] { 5, 7, 6 })]
    [InlineData("aab", new[] { 9, 8 })]
    [InlineData("a b", new[] { 9, 5, 7 })]
    [InlineData("é", new[] { 5, 3, 4 })]
    [InlineData("ü", new[] { 5, 3, 0 })]
    [InlineData("", new[] { 5 })]
    public void Encode_Text_JoinsTheBestPairsFirst(string text, int[] tokens) => Assert.Equal(tokens, Read(Small).Encode(text, addPrefixSpace: true));

    [Fact]
    public void Encode_WithoutPrefix_BeginsWithTheText() => Assert.Equal([8], Read(Small).Encode("ab", addPrefixSpace: false));

    [Fact]
    public void Encode_LongText_IsJoinedToItsEnd() => Assert.Equal(250_002, Read(Small).Encode(new StringBuilder().Insert(0, "abab", 250_000).ToString(), addPrefixSpace: true).Count);

    [Theory]
    [InlineData(5, " ")]
    [InlineData(9, " a")]
    [InlineData(1, "")]
    [InlineData(0, "\n")]
    public void BytesOf_Token_IsItsText(int token, string text) => Assert.Equal(text, Encoding.UTF8.GetString(Read(Small).BytesOf(token)));

    [Fact]
    public void BytesOf_ByteToken_IsThatByte() => Assert.Equal([0xC3], Read(Small).BytesOf(3).ToArray());

    [Theory]
    [InlineData("a\t0\nb\n", "has no piece and score in line 2")]
    [InlineData("a\tx\n", "has no piece and score in line 1")]
    [InlineData("", "has no piece and score in line 1")]
    public void TryRead_OtherText_SaysWhere(string text, string expected)
    {
        Assert.False(PieceVocabulary.TryRead(text, "", out _, out var problem));
        Assert.Equal(expected, problem);
    }

    private static PieceVocabulary Read(string text)
    {
        Assert.True(PieceVocabulary.TryRead(text, "\n", out var vocabulary, out _));
        return vocabulary;
    }
}
