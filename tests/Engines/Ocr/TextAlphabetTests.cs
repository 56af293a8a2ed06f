using WorkerGrains.Engines.Ocr;

namespace WorkerGrains.Tests.Engines.Ocr;

public sealed class TextAlphabetTests
{
    // Blank, a, b, an ideographic space, a space.
    private static readonly TextAlphabet s_alphabet = TextAlphabet.Read("a\nb\n\u3000");

    [Fact]
    public void Read_Keys_AreBetweenBlankAndSpace()
    {
        Assert.Equal(5, s_alphabet.Count);
        Assert.Equal(4, TextAlphabet.Read("a\r\nb\r\n").Count);
    }

    [Fact]
    public void Decode_Repetitions_AreOneUnlessBlanksPartThem() => Assert.Equal("aab", Decode(0, 1, 1, 0, 1, 2, 2, 0).Text);

    [Fact]
    public void Decode_Spaces_AreBothKinds() => Assert.Equal("a\u3000b a", Decode(1, 3, 2, 4, 1).Text);

    [Fact]
    public void Decode_Confidence_IsTheMeanOfTheCharacters()
    {
        var (text, confidence) = s_alphabet.Decode([0.2f, 0.8f, 0, 0, 0, 0.9f, 0.1f, 0, 0, 0, 0, 0.4f, 0.6f, 0, 0]);

        Assert.Equal("ab", text);
        Assert.Equal(0.7f, confidence, 1e-6f);
    }

    [Fact]
    public void Decode_OnlyBlanks_IsNothing() => Assert.Equal(("", 0f), Decode(0, 0, 0));

    [Fact]
    public void Decode_NoNumber_SaysSo() => Assert.True(float.IsNaN(s_alphabet.Decode([0, float.NaN, 0, 0, 0]).Confidence));

    private static (string Text, float Confidence) Decode(params int[] characters) =>
        s_alphabet.Decode([.. characters.SelectMany(static character => Enumerable.Range(0, 5).Select(place => place == character ? 1f : 0f))]);
}
