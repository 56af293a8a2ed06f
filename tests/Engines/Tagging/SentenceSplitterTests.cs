using WorkerGrains.Engines.Tagging;

namespace WorkerGrains.Tests.Engines.Tagging;

public sealed class SentenceSplitterTests
{
    [Theory]
    [InlineData("One two three. Four five six! Seven eight nine?", "One two three.", "Four five six!", "Seven eight nine?")]
    [InlineData("It costs 3.50 at example.com today. Come and see.", "It costs 3.50 at example.com today.", "Come and see.")]
    [InlineData("He said \"wait for me.\" Then he ran away.", "He said \"wait for me.\"", "Then he ran away.")]
    [InlineData("Some fruit, e.g. apples and pears, is cheap. (So they all say.) And so on it goes.", "Some fruit, e.g. apples and pears, is cheap.", "(So they all say.)", "And so on it goes.")]
    [InlineData("A title without an end\n\nThe text begins\nhere and goes on", "A title without an end", "The text begins here and goes on")]
    [InlineData("Yes. No. This is the answer.", "Yes. No. This is the answer.")]
    [InlineData("This is the answer. Thanks.", "This is the answer. Thanks.")]
    [InlineData("Invoice", "Invoice")]
    [InlineData("  \r\n\t ")]
    [InlineData("*** --- !!!")]
    [InlineData("")]
    [InlineData("今日は 天気が いいです。 明日も 晴れる でしょう。", "今日は 天気が いいです。", "明日も 晴れる でしょう。")]
    public void Split_Text_IsCutWhereSentencesEnd(string text, params string[] expected) => Assert.Equal(expected, SentenceSplitter.Split(text));

    [Fact]
    public void Split_TextWithoutSpaces_IsCutAtTheLongestLength()
    {
        var sentences = SentenceSplitter.Split(string.Concat(Enumerable.Repeat("a😀", 2000)));

        Assert.All(sentences, static sentence => Assert.InRange(sentence.Length, 1, SentenceSplitter.MaxLength));
        Assert.All(sentences, static sentence => Assert.False(char.IsLowSurrogate(sentence[0])));
    }

    [Fact]
    public void Split_ManyWordsWithoutAnEnd_IsCutBetweenWords()
    {
        var sentences = SentenceSplitter.Split(string.Join(' ', Enumerable.Repeat("word", 1000)));

        Assert.Equal(1000, sentences.Sum(static sentence => sentence.Split(' ').Count(static word => word == "word")));
        Assert.All(sentences, static sentence => Assert.InRange(sentence.Length, 1, SentenceSplitter.MaxLength));
    }

    [Fact]
    public void Split_EveryKindOfNoise_LosesNoWord()
    {
        var random = new Random(1);
        string[] parts = ["a", "Bc", "3", ".", "!", "? ", " ", "\n", "\n\n", "\"", ")", "…", "é", "\u2029"];
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));

            Assert.Equal(text.Where(char.IsLetterOrDigit), string.Concat(SentenceSplitter.Split(text)).Where(char.IsLetterOrDigit));
        }
    }
}
