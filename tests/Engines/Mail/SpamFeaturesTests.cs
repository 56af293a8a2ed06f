using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class SpamFeaturesTests
{
    private const string Message =
        "From: \"Ann\" <ann7@example.com>\r\nTo: bob@example.com\r\nSubject: Re: [list] Hi\r\nIn-Reply-To: <1@example.com>\r\n\r\n> WOW for $500 http://1.2.3.4/a\r\n";

    // The committed model is trained on these ids: when they change, train it anew.
    [Fact]
    public void FromMessage_SmallMail_GivesTheIdsTheModelWasTrainedOn() => Assert.Equal(
        [
            41229, 56928, 62845, 86116, 98749, 974, 78084, 86950, 50920, 22407, 58017, 22126, 2306, 128258, 46389, 47786, 86356, 76831, 109450,
            89280, 45371, 16129, 54273, 85408, 67843,
        ],
        Features(Message));

    [Fact]
    public void FromText_SmallMail_GivesTheIdsTheModelWasTrainedOn() => Assert.Equal(
        [123565, 78084, 86950, 50920, 118568, 98511, 80033, 12840, 118543, 12808, 30275, 128258, 43946, 48779, 21324, 97926, 46862],
        SpamFeatures.FromText("Cheap pills", "Buy NOW"));

    [Fact]
    public void FromText_Nothing_GivesOnlyFactsOfItsShape() => Assert.Equal(SpamFeatures.FromText("", ""), SpamFeatures.FromText(null, null));

    [Fact]
    public void FromText_WordTwice_CountsItOnce()
    {
        var ids = SpamFeatures.FromText("", "buy buy buy");

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void FromText_MoreWordsThanCount_StopsAtTheLimitWithIdsThatAreNeverPadding()
    {
        var ids = SpamFeatures.FromText("many", string.Join(' ', Enumerable.Range(0, 20_000).Select(static number => $"w{number % 99_999}x")));

        Assert.Equal(SpamFeatures.MaxCount, ids.Length);
        Assert.All(ids, static id => Assert.InRange(id, 1, SpamFeatures.BucketCount - 1));
    }

    [Theory]
    [InlineData("see http://a.example/offer", "see http://b.example/offer")]
    [InlineData("write to ann@example.com now", "write to bob@elsewhere.example now")]
    [InlineData("on Mon at 1234 we met", "on Fri at 9876 we met")]
    public void FromText_WhereAndWhen_DoesNotCount(string one, string other) => Assert.Equal(SpamFeatures.FromText("x", one), SpamFeatures.FromText("x", other));

    [Fact]
    public void FromText_ListTagAndFooter_DoNotCount()
    {
        const string Footer = "\n_______________________________________________\nusers mailing list\nhttp://lists.example.com/mailman/listinfo/users\n";

        Assert.Equal(SpamFeatures.FromText("hello", "a word"), SpamFeatures.FromText("[users] hello", "a word" + Footer));
    }

    [Fact]
    public void FromMessage_RoutingAndListHeaders_DoNotCount() => Assert.Equal(
        Features(Message), Features("Received: from a.example by b.example\r\nDelivered-To: c@example\r\nDate: Thu, 22 Aug 2002 12:00:00 +0000\r\nList-Id: <list>\r\n" + Message));

    [Fact]
    public void FromText_WordsWithoutSpaces_AreTakenApart() =>
        Assert.Subset(SpamFeatures.FromText("", "您好 先生").ToHashSet(), SpamFeatures.FromText("", "您 好").ToHashSet());

    private static long[] Features(string message) => SpamFeatures.FromMessage(System.Text.Encoding.Latin1.GetBytes(message));
}
