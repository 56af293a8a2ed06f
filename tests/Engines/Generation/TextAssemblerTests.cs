using System.Text;
using WorkerGrains.Engines.Generation;

namespace WorkerGrains.Tests.Engines.Generation;

public sealed class TextAssemblerTests
{
    [Fact]
    public void Add_PartsOfACharacter_AreGivenOutWhole()
    {
        var assembler = new TextAssembler([]);
        var bytes = Encoding.UTF8.GetBytes("a😀é");

        List<string> pieces = [.. bytes.Select(one => assembler.Add([one])).Where(static piece => piece.Length > 0)];

        Assert.Equal(["a", "😀", "é"], pieces);
        Assert.Equal("a😀é", assembler.Text);
    }

    [Fact]
    public void End_UnfinishedCharacter_IsLeftOut()
    {
        var assembler = new TextAssembler([]);
        assembler.Add("a"u8);
        assembler.Add([0xF0, 0x9F]);

        Assert.Equal("", assembler.End());
        Assert.Equal("a", assembler.Text);
    }

    [Theory]
    [InlineData(new[] { "one", " tw", "o th", "ree" }, new[] { "two" }, "one ")]
    [InlineData(new[] { "a", "a", "b" }, new[] { "ab" }, "a")]
    [InlineData(new[] { "ab", "ab", "ac" }, new[] { "abac" }, "ab")]
    [InlineData(new[] { "xyz" }, new[] { "z", "y" }, "x")]
    [InlineData(new[] { "x", "<|e", "nd|>y" }, new[] { "<|end|>" }, "x")]
    public void Add_StopTextOverPieces_NeverShows(string[] tokens, string[] stops, string expected)
    {
        var assembler = new TextAssembler(stops);
        var shown = "";
        foreach (var token in tokens.TakeWhile(_ => !assembler.HasStopped))
        {
            shown += assembler.Add(Encoding.UTF8.GetBytes(token));
        }

        Assert.True(assembler.HasStopped);
        Assert.Equal((expected, expected, ""), (shown, assembler.Text, assembler.End()));
    }

    [Fact]
    public void Add_BeginningOfAStopText_IsHeldUntilItIsNone()
    {
        var assembler = new TextAssembler(["stop"]);

        Assert.Equal(["a", "", "", "sto", "e "], [assembler.Add("a"u8), assembler.Add("s"u8), assembler.Add("to"u8), assembler.Add("s"u8), assembler.Add("e "u8)[1..]]);
        Assert.Equal("", assembler.Add("st"u8));
        Assert.Equal("st", assembler.End());
        Assert.Equal("astose st", assembler.Text);
    }
}
