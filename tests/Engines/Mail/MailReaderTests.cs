using System.Text;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class MailReaderTests
{
    // Far more than any needs on a busy machine, far less than those took whose time grew with the square of their length.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string> HostileMails { get; } = new()
    {
        { "empty", "" },
        { "only an envelope line", "From " },
        { "nulls", new string('\0', 300_000) },
        { "colons", Repeat(":\n", 100_000) },
        { "100,000 headers", Repeat("X-H: v\r\n", 100_000) + "\r\nbody" },
        { "header of many lines", "Subject: a" + Repeat("\r\n a", 100_000) + "\r\n\r\nbody" },
        { "long subject", "Subject: " + new string('a', 300_000) + "\r\n\r\nbody" },
        { "subject of encoded words", "Subject: " + Repeat("=?utf-8?B?aGVsbG8=?= ", 20_000) + "\r\n\r\nbody" },
        { "sender of commas", "From: " + Repeat("a,", 150_000) + "\r\n\r\nbody" },
        { "sender of groups", "From: " + Repeat("a:", 150_000) + "\r\n\r\nbody" },
        { "sender of brackets", "From: " + new string('(', 300_000) + "\r\n\r\nbody" },
        { "parameters", "Content-Type: text/plain" + Repeat("; p=1", 50_000) + "\r\n\r\nbody" },
        { "parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + Repeat("--b\r\n\r\nx\r\n", 30_000) },
        { "1,000 parts deep", string.Concat(Enumerable.Range(0, 1_000).Select(static i => $"Content-Type: multipart/mixed; boundary=\"b{i}\"\r\n\r\n--b{i}\r\n")) + "\r\nx" },
        { "1,000 messages deep", Repeat("Content-Type: message/rfc822\r\n\r\n", 1_000) + "\r\nx" },
        { "no boundary", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx" },
        { "unknown charset", "Content-Type: text/plain; charset=\"x-\0\"\r\n\r\n\u00ff\u00fe" },
        { "unknown encoding", "Content-Type: text/plain\r\nContent-Transfer-Encoding: base65\r\n\r\n\u00ff" },
        { "unfinished tags", Html(Repeat("<a href=", 30_000)) },
        { "unfinished references", Html(Repeat("&#", 100_000)) },
        { "attributes", Html("<a " + Repeat("href=x ", 30_000) + ">x") },
        { "unfinished comments", Html(Repeat("<!--", 60_000)) },
        { "unfinished script", Html("<script>" + Repeat("</scrip", 30_000)) },
    };

    [Theory]
    [MemberData(nameof(HostileMails))]
    public async Task Read_HostileMail_StaysWithinLimits(string name, string mail)
    {
        var bytes = Encoding.Latin1.GetBytes(mail);

        var content = await Task.Run(() => MailReader.Read(bytes), TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);

        Assert.True(content.Subject.Length <= MailReader.MaxSubjectLength, name);

        // One line break for each part.
        Assert.True(content.Text.Length <= MailReader.MaxTextLength + MailReader.MaxParts, name);
    }

    [Fact]
    public void Read_AnyBytes_Reads()
    {
        var random = new Random(0);
        var mail = Encoding.Latin1.GetBytes(Alternative);
        for (var round = 0; round < 500; round++)
        {
            var bytes = mail[..random.Next(mail.Length)];
            for (var damage = random.Next(20); damage > 0 && bytes.Length > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Assert.NotNull(MailReader.Read(bytes));

            random.NextBytes(bytes);
            Assert.NotNull(MailReader.Read(bytes));
        }
    }

    [Fact]
    public void Read_Parts_KeepsTheTextOfAll()
    {
        var content = Read(Alternative);

        Assert.Equal("Grüße", content.Subject);
        Assert.Contains("plain words", content.Text, StringComparison.Ordinal);
        Assert.Contains("marked words", content.Text, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "html-and-plain", "sender-named", "in-thread", "tag:b" }, content.Facts.ToHashSet());
    }

    [Fact]
    public void Read_Html_ShowsWhatAReaderSeesAndWhereLinksLead()
    {
        var content = Read(Html("<style>no { }</style><p>v<!-- x -->ia<b>gra</b></p><script>no()</script><a href='http://a.example/x'>here</a>&euro;"));

        Assert.Equal("viagra http://a.example/x here€", string.Join(' ', content.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("html-only", content.Facts);
        Assert.Contains("html-comment", content.Facts);
    }

    [Fact]
    public void Read_CutOutOfMbox_SkipsTheEnvelopeLine() =>
        Assert.Equal("x", Read("From a@example.com  Thu Aug 22 12:00:00 2002\nSubject: x\n\nbody").Subject);

    [Fact]
    public void Read_NoMessage_TakesItForText() => Assert.Contains("just words", Read("just words").Text, StringComparison.Ordinal);

    [Fact]
    public void Read_BodyThatIsHtml_ReadsItAsHtml() => Assert.Equal("click me", MailReader.Read("x", "<p>click <i>me</i></p>").Text.Trim());

    [Fact]
    public void Read_BodyWithAngleBrackets_LeavesThem() => Assert.Contains("a < b > c", MailReader.Read("x", "a < b > c").Text, StringComparison.Ordinal);

    private const string Alternative =
        "From: Ann <ann@example.com>\r\nTo: bob@example.com\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nReferences: <1@example.com>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain words\r\n--b\r\nContent-Type: text/html\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\nPGI+bWFya2VkPC9iPiB3b3Jkcw==\r\n--b--\r\n";

    private static MailContent Read(string mail) => MailReader.Read(Encoding.Latin1.GetBytes(mail));

    private static string Html(string html) => "From: a@b.c\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
