using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Examples;

namespace WorkerGrains.Tests.Engines.Examples;

public sealed class GreeterTests : InlineEngineConformance<Greet, Greeting>
{
    protected override IReadOnlyList<Greet> Inputs { get; } =
    [
        new() { Message = "Hello" },
        new() { Message = "Grüße 👋🏽", Uppercase = true, Reverse = true, Exclamations = 10 },
        new() { Message = new string('x', 10_000), Reverse = true },
    ];

    [Theory]
    [InlineData("Hello", false, false, 0, "Hello")]
    [InlineData("Hello", true, false, 0, "HELLO")]
    [InlineData("Hello", false, true, 0, "olleH")]
    [InlineData("Hello", false, false, 3, "Hello!!!")]
    [InlineData("Hello", true, true, 1, "OLLEH!")]
    [InlineData("a!", false, true, 2, "!a!!")]
    [InlineData("grüße", true, false, 0, "GRÜßE")]
    public void Run_Greet_IsChangedAsAsked(string message, bool uppercase, bool reverse, int exclamations, string greeting) =>
        Assert.Equal(greeting, Greet(new Greet { Message = message, Uppercase = uppercase, Reverse = reverse, Exclamations = exclamations }));

    [Theory]
    [InlineData("ab", "ba")]
    [InlineData("e\u0301a", "ae\u0301")]
    [InlineData("a\u0308\u0323o", "oa\u0308\u0323")]
    [InlineData("👋🏽a", "a👋🏽")]
    [InlineData("👨‍👩‍👧‍👦🇩🇪x", "x🇩🇪👨‍👩‍👧‍👦")]
    [InlineData("🇩🇪🇫🇷", "🇫🇷🇩🇪")]
    [InlineData("각a", "a각")]
    [InlineData("\u1100\u1161\u11A8a", "a\u1100\u1161\u11A8")]
    [InlineData("नमस्ते", "तेस्मन")]
    [InlineData("a\r\nb", "b\r\na")]
    [InlineData(" ", " ")]
    public void Run_Reverse_KeepsGraphemesWhole(string message, string reversed)
    {
        Assert.Equal(reversed, Greet(new Greet { Message = message, Reverse = true }));
        Assert.Equal(message, Greet(new Greet { Message = reversed, Reverse = true }));
    }

    [Fact]
    public void Run_Uppercase_IsTheSameInEveryCulture()
    {
        using var culture = new CultureScope("tr-TR");

        Assert.Equal("TITLE", Greet(new Greet { Message = "title", Uppercase = true }));
    }

    protected override IInlineEngine<Greet, Greeting> Create() => new Greeter();

    private static string Greet(Greet input)
    {
        var outcome = new Greeter().Run(input);
        Assert.True(outcome.IsSuccess);
        return outcome.Value.Message;
    }
}
