using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class EmailParserTests
{
    private const string Mixed = """
        From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>
        Sender: list@example.org
        To: Undisclosed: a@example.org, "B, b" <b@example.org>;
        Cc: c@example.org
        Date: Thu, 22 Aug 2002 23:30:00 -0400
        Subject: =?iso-8859-1?q?Gr=FC=DFe?=
         aus Bonn
        Message-ID: <one@example.org>
        In-Reply-To: <zero@example.org>
        References: <minus.one@example.org>
         <zero@example.org>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        Sch=F6ne Gr=FC=DFe, the cat sat. Concatenate the CAT.
        --inner
        Content-Type: multipart/related; boundary=rel

        --rel
        Content-Type: text/html; charset=utf-8

        <html><body><p>Schöne <b>Grüße</b></p><img src="cid:pic"></body></html>
        --rel
        Content-Type: image/gif
        Content-ID: <pic>
        Content-Transfer-Encoding: base64

        R0lGODlhAQABAAAAACw=
        --rel--
        --inner--
        --outer
        Content-Type: message/rfc822

        From: x@example.org
        To: y@example.org
        Subject: inside
        Content-Type: multipart/mixed; boundary=third

        --third

        the inner text
        --third
        Content-Type: text/csv; name="fallback.csv"
        Content-Disposition: attachment; filename*=utf-8''..%2Fz%C3%A4hler.csv

        a,b
        --third--
        --outer--
        """;

    private readonly EmailParser _parser = new(Options.Create(new MailOptions()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Headers_AreDecoded()
    {
        var mail = await ParseOneAsync(Mixed);

        Assert.Equal("Grüße aus Bonn", mail.Subject);
        Assert.Equal(new DateTimeOffset(2002, 8, 23, 3, 30, 0, TimeSpan.Zero), mail.Date);
        Assert.Equal(TimeSpan.Zero, mail.Date!.Value.Offset);
        Assert.Equal([new EmailAddress { Address = "juergen@example.org", Name = "Jürgen" }], mail.From);
        Assert.Equal("list@example.org", mail.Sender?.Address);
        Assert.Equal([new EmailAddress { Address = "a@example.org" }, new EmailAddress { Address = "b@example.org", Name = "B, b" }], mail.To);
        Assert.Equal("c@example.org", Assert.Single(mail.Cc).Address);
        Assert.Equal("one@example.org", mail.MessageId);
        Assert.Equal(["zero@example.org"], mail.InReplyTo);
        Assert.Equal(["minus.one@example.org", "zero@example.org"], mail.References);
        Assert.Equal(11, mail.Headers!.Count);
        Assert.Contains(new EmailHeader { Name = "Subject", Value = "Grüße aus Bonn" }, mail.Headers);
        Assert.Empty(mail.Truncated);
    }

    [Fact]
    public async Task RunAsync_Parts_AreTextAttachmentsAndMessages()
    {
        var mail = await ParseOneAsync(Mixed, new ParseEmail { Data = default, MaxAttachmentBytes = 100, Keywords = ["cat", "grüsse", "GRÜSSE aus", "grüße"] });

        Assert.Equal("Schöne Grüße, the cat sat. Concatenate the CAT.", mail.Text);
        Assert.Equal(EmailTextSource.Plain, mail.TextSource);
        Assert.Contains("<b>Grüße</b>", mail.Html, StringComparison.Ordinal);
        Assert.Equal("Schöne Grüße, the cat sat. Concatenate the CAT.", mail.Snippet);
        Assert.Equal([("cat", 2), ("grüße", 2)], mail.Keywords.Select(static keyword => (keyword.Keyword, keyword.Count)));

        var gif = Convert.FromBase64String("R0lGODlhAQABAAAAACw=");
        Assert.Equal(["1.2.2", "2.2"], mail.Attachments.Select(static attachment => attachment.Part));
        Assert.Equal(("image/gif", true, "pic", gif.Length), (mail.Attachments[0].MediaType, mail.Attachments[0].IsInline, mail.Attachments[0].ContentId, mail.Attachments[0].Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(gif)), mail.Attachments[0].Sha256);
        Assert.Equal(gif, mail.Attachments[0].Data!.Value.ToArray());
        Assert.Equal(("text/csv", false, "zähler.csv"), (mail.Attachments[1].MediaType, mail.Attachments[1].IsInline, mail.Attachments[1].Name));
        var inside = Assert.Single(mail.Embedded);
        Assert.Equal(("2", "inside", "the inner text"), (inside.Part, inside.Subject, inside.Text));
    }

    [Fact]
    public async Task RunAsync_OnlyHtml_IsMadeText()
    {
        var mail = await ParseOneAsync("""
            Subject: a
            Content-Type: text/html; charset=windows-1252

            <html><head><title>not this</title><style>p { color: red }</style></head><body><p>One&nbsp;&amp;
            two</p><ul><li>three<li>four</ul><div>five<br>six</div><script>seven()</script></body></html>
            """);

        Assert.Equal("One & two\n\n- three\n- four\n\nfive\nsix", mail.Text);
        Assert.Equal(EmailTextSource.Html, mail.TextSource);
    }

    [Theory]
    [InlineData("iso-2022-jp", "GyRCRnxLXDhsGyhC", "日本語")]
    [InlineData("shift_jis", "k/qWe4zq", "日本語")]
    [InlineData("koi8-r", "8NLJ18XU", "Привет")]
    [InlineData("gb2312", "1tDOxA==", "中文")]
    [InlineData("windows-1252", "gA==", "€")]
    [InlineData("utf-16le", "rCA=", "€")]
    [InlineData("no-such-charset", "w6k=", "é")]
    [InlineData("utf-7", "K0FHRS0=", "+AGE-")]
    public async Task RunAsync_Charset_IsRight(string charset, string base64, string text)
    {
        Assert.Equal(text, (await ParseOneAsync($"Subject: a\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n{base64}\n")).Text);
    }

    [Fact]
    public async Task RunAsync_BrokenMultipart_ShowsWhatIsThere()
    {
        Assert.Equal("no boundary ever comes", (await ParseOneAsync("Content-Type: multipart/mixed; boundary=x\n\nno boundary ever comes\n")).Text);
        Assert.Equal("ends early", (await ParseOneAsync("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nends early")).Text);
    }

    [Fact]
    public async Task RunAsync_FlowedText_IsJoined()
    {
        Assert.Equal("one two\nthree", (await ParseOneAsync("Content-Type: text/plain; format=flowed\n\none \ntwo\nthree\n")).Text);
    }

    [Fact]
    public async Task RunAsync_Mbox_IsSummedUp()
    {
        var mbox = string.Concat(Enumerable.Range(1, 30).Select(static number => $"""
            From x Thu Aug 22 12:36:23 2002
            From: Sender {number % 3} <S{number % 3}@Example.org>
            Date: {new DateTime(2002, 1 + (number % 12), 10).ToString("r", CultureInfo.InvariantCulture)}
            Subject: {number}

            text {number}


            """.ReplaceLineEndings("\n")));
        var output = await ParseAsync(mbox, new ParseEmail { Data = default, MaxMails = 5 });

        Assert.Equal((EmailFormat.Mbox, 30L, 5, 0L, true), (output.Format, output.Count, output.Mails.Count, output.Undated, output.SendersAreExact));
        Assert.Equal(["s0@example.org", "s1@example.org", "s2@example.org"], output.Senders.Select(static sender => sender.Address));
        Assert.All(output.Senders, static sender => Assert.Equal(10, sender.Count));
        Assert.Equal((new DateTime(2002, 1, 10), new DateTime(2002, 12, 10)), (output.FirstDate!.Value.Date, output.LastDate!.Value.Date));
        Assert.Equal(12, output.Months.Count);
        Assert.Equal(("2002-01", 2L), (output.Months[0].Month, output.Months[0].Count));
        Assert.Equal(output.TotalBytes, output.Months.Sum(static month => month.Bytes));
        Assert.Equal(output.TotalBytes, output.Senders.Sum(static sender => sender.Bytes));
    }

    [Fact]
    public async Task RunAsync_Streamed_GivesMailsAsItemsAndOnlyTheSummaryAtTheEnd()
    {
        var items = new ItemList<ParsedEmail>();
        var outcome = await _parser.RunAsync(new ParseEmail { Data = Encoding.UTF8.GetBytes("From -\nSubject: a\n\none\n\nFrom -\nno header\n\nFrom -\nSubject: c\n\n") }, items, Cancellation);

        Assert.Equal((3L, 0), (outcome.Value!.Count, outcome.Value.Mails.Count));
        Assert.Equal([(0L, "a", "one"), (1L, null, "no header"), (2L, "c", "")], items.Items.Select(static mail => (mail.Index, mail.Subject, mail.Text)));
    }

    [Fact]
    public async Task RunAsync_ItemOfHugeMail_FitsIntoAnEvent()
    {
        var random = new Random(7);
        var wild = new string([.. Enumerable.Range(0, 400_000).Select(_ => (char)random.Next(0x20, 0xD7FF))]);
        var headers = string.Concat(Enumerable.Range(0, 5_000).Select(static number => $"X-{number}: \"\\\t{number}\n"));
        var mail = $"Subject: a\n{headers}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{wild}\n"
            + string.Concat(Enumerable.Range(0, 2_000).Select(static number => $"--b\nContent-Type: image/x; name=\"{number}\u0001\"\n\n{number}\n")) + "--b--\n";
        var items = new ItemList<ParsedEmail>();

        var outcome = await _parser.RunAsync(new ParseEmail { Data = Encoding.UTF8.GetBytes(mail), MaxTextLength = 1_000_000, MaxAttachmentBytes = 1_000_000 }, items, Cancellation);

        Assert.True(outcome.IsSuccess);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(Assert.Single(items.Items), ContractJson.Options).Length, 100_000, WorkEvent.MaxItemBytes);
        Assert.Contains("text", items.Items[0].Truncated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("This is no mail.\n\nAt all.\n")]
    [InlineData("\0\0\0\0")]
    public async Task RunAsync_NoMessage_IsRefused(string text)
    {
        var outcome = await _parser.RunAsync(new ParseEmail { Data = Encoding.UTF8.GetBytes(text) }, new ItemList<ParsedEmail>(), Cancellation);

        Assert.Equal("email.not_a_message", outcome.Error?.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task RunAsync_EmptyKeyword_IsRefused(string keyword)
    {
        var outcome = await _parser.RunAsync(new ParseEmail { Data = "Subject: a\n\n"u8.ToArray(), Keywords = [keyword] }, new ItemList<ParsedEmail>(), Cancellation);

        Assert.Equal(WorkErrorCode.InvalidInput, outcome.Error?.Code);
    }

    [Fact]
    public async Task RunAsync_Canceled_Stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
        _parser.RunAsync(new ParseEmail { Data = Encoding.UTF8.GetBytes(Mixed) }, new ItemList<ParsedEmail>(), new CancellationToken(canceled: true)));

    private async Task<ParsedEmail> ParseOneAsync(string mail, ParseEmail? input = null) => Assert.Single((await ParseAsync(mail, input)).Mails);

    private async Task<ParsedEmails> ParseAsync(string mail, ParseEmail? input = null)
    {
        var outcome = await _parser.RunAsync(
            (input ?? new ParseEmail { Data = default }) with { Data = Encoding.UTF8.GetBytes(mail) }, new ItemList<ParsedEmail> { HasReader = false }, Cancellation);
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(EmailCapabilities.Parse, outcome.Value);
        return outcome.Value;
    }
}
