using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class ListFooterTests
{
    [Theory]
    [InlineData("text\n____\nx mailing list\nhttp://a.example/mailman/listinfo/x\n", "text")]
    [InlineData("text\n-- \nBob\n\n___\nhttp://a.example/mailman/listinfo/x", "text")]
    [InlineData("text\n-- \nBob", "text\n-- \nBob")]
    [InlineData("see http://a.example/mailman/listinfo/x", "see http://a.example/mailman/listinfo/x")]
    [InlineData("", "")]
    public void Remove_Text_EndsWhereAListsFooterBegins(string text, string expected) => Assert.Equal(expected, ListFooter.Remove(text).ToString());

    [Fact]
    public void Remove_SeparatorFarAboveTheLink_LeavesTheText()
    {
        var text = "text\n____\n" + new string('x', 5_000) + "\nhttp://a.example/mailman/listinfo/x";

        Assert.Equal(text, ListFooter.Remove(text).ToString());
    }
}
