using System.Globalization;
using System.Text;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Mails made to cost time or memory, through the gateway.</summary>
public sealed class HostileMailTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly Dictionary<string, (Func<string> Mail, string Cut)> s_mails = new()
    {
        ["multiparts nested 1,000 deep"] = (
            static () => "Subject: a\n" + string.Concat(Enumerable.Range(0, 1_000).Select(static level => string.Create(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"b{level}\"\n\n--b{level}\n"))) + "\nthe end\n",
            "nesting"),
        ["messages nested 1,000 deep"] = (static () => Endurance.Repeat("Subject: a\nContent-Type: message/rfc822\n\n", 1_000) + "Subject: end\n\nend\n", "nesting"),
        ["100,000 headers"] = (static () => "Subject: a\n" + string.Concat(Enumerable.Range(0, 100_000).Select(static number => $"X-{number}: value {number}\n")) + "\nthe text\n", "headers"),
        ["100,000 parts"] = (static () => "Content-Type: multipart/mixed; boundary=b\n\n" + Endurance.Repeat("--b\n\n", 100_000) + "--b--\n", "parts"),
        ["an address list of megabytes"] = (static () => "To: " + Endurance.Repeat("(<a@example.org>, \"", 100_000) + "\n\nthe text\n", ""),
        ["HTML of unclosed tags"] = (static () => "Content-Type: text/html\n\n" + Endurance.Repeat("<div><b>x", 300_000), "text"),
        ["TNEF that lies about its sizes"] = (
            static () => "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
                + Convert.ToBase64String([0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, 0x06, 0x90, 0x08, 0, 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[100]]) + "\n",
            ""),
        ["a line of megabytes"] = (static () => "Subject: a\n\n" + new string('x', 20_000_000), "text"),
    };

    public static TheoryData<string> Names { get; } = new(s_mails.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Http_Mail_IsTakenApartAndClassified(string name)
    {
        var (mail, cut) = s_mails[name];
        var bytes = Encoding.UTF8.GetBytes(mail());

        // Words that would be bombs if anybody took them for patterns.
        var parsed = await Endurance.AssertAsync(silo, EmailCapabilities.Parse, Body(bytes), GatewayAnswer.Answered, "keywords=" + Uri.EscapeDataString("""["(x+)+$", "(.*)*\\1"]"""));
        await Endurance.AssertAsync(silo, EmailCapabilities.Classify, Body(bytes), GatewayAnswer.Answered, "types=" + Uri.EscapeDataString("""["spam","priority","category","bill","receipt","sentiment","language"]"""));

        var only = Assert.Single(parsed.Output!.Value.GetProperty("mails").EnumerateArray());
        Assert.True(cut.Length == 0 || only.GetProperty("truncated").EnumerateArray().Any(what => what.GetString() == cut), only.GetProperty("truncated").ToString());
        Assert.Equal(0, only.GetProperty("keywords").GetArrayLength());
    }

    [Fact]
    public async Task Http_MboxOfNothingButBeginnings_IsCounted()
    {
        var answer = await Endurance.AssertAsync(
            silo, EmailCapabilities.Parse, GatewayAnswer.Raw(Encoding.UTF8.GetBytes(Endurance.Repeat("From -\n\n", 100_000)), "application/mbox"), GatewayAnswer.Answered, "maxMails=10");

        Assert.Equal(100_000, answer.Output!.Value.GetProperty("count").GetInt64());
    }

    private static HttpContent Body(byte[] bytes) => GatewayAnswer.Raw(bytes, "message/rfc822");
}
