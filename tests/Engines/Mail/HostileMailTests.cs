using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Mail;

/// <summary>Mails made to cost time or memory.</summary>
public sealed class HostileMailTests
{
    /// <summary>What the worst takes on two slow processors is a second or two; quadratic work takes minutes.</summary>
    private static readonly TimeSpan s_bearable = TimeSpan.FromSeconds(30);

    private readonly EmailParser _parser = new(Options.Create(new MailOptions()));

    [Fact]
    public async Task Multiparts_NestedThousandDeep_AreCut()
    {
        var mail = new StringBuilder("Subject: deep\n");
        for (var level = 0; level < 1_000; level++)
        {
            mail.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"b{level}\"\n\n--b{level}\n");
        }

        Assert.Contains("nesting", (await ParseAsync(mail.Append("\nthe end\n").ToString())).Truncated);
    }

    [Fact]
    public async Task Messages_NestedThousandDeep_AreCut()
    {
        var mail = await ParseAsync(string.Concat(Enumerable.Range(0, 1_000).Select(static level => $"Subject: {level}\nContent-Type: message/rfc822\n\n")) + "Subject: end\n\nend\n");

        Assert.Contains("nesting", mail.Truncated);
        Assert.InRange(mail.Embedded.Count, 10, 100);
        Assert.Equal("1", mail.Embedded[0].Subject);
    }

    [Fact]
    public async Task Headers_HundredThousand_AreCutAndTheTextRead()
    {
        var mail = await ParseAsync("Subject: many\n" + string.Concat(Enumerable.Range(0, 100_000).Select(static number => $"X-{number}: value {number}\n")) + "\nthe text\n");

        Assert.Equal((1_000, "many", "the text"), (mail.Headers!.Count, mail.Subject, mail.Text));
        Assert.Contains("headers", mail.Truncated);
    }

    [Theory]
    [InlineData("To")]
    [InlineData("From")]
    [InlineData("Cc")]
    [InlineData("References")]
    [InlineData("Subject")]
    [InlineData("Received")]
    [InlineData("Content-Type")]
    [InlineData("Content-Disposition")]
    public async Task Header_OfMegabytes_IsBearable(string name)
    {
        foreach (var value in (string[])["a@example.org, ", "(", "<", "\"", "=?utf-8?q?=41?= ", "x:", "; a=b", ";a*0=b"])
        {
            var mail = await ParseAsync($"{name}: {string.Concat(Enumerable.Repeat(value, 2_000_000 / value.Length))}\nX-Last: 1\n\nthe text\n");

            // What says that the text is no text is believed.
            Assert.True(mail.Text == "the text" || (name.StartsWith("Content-", StringComparison.Ordinal) && mail.Attachments.Count == 1), name + value);
        }
    }

    [Fact]
    public async Task Line_OfMegabytes_IsRead()
    {
        var mail = await ParseAsync("Subject: a\n\n" + new string('x', 20_000_000));

        Assert.Equal((100_000, 20_000_012L), (mail.Text.Length, mail.Size));
        Assert.Equal(["text"], mail.Truncated);
    }

    [Fact]
    public async Task HeaderLine_OfMegabytes_IsRefusedOrRead() => Assert.Equal("the text", (await ParseAsync(new string('x', 5_000_000) + ": a\n\nthe text\n")).Text);

    [Fact]
    public async Task Parts_HundredThousandEmpty_AreCut()
    {
        var mail = await ParseAsync("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n", 100_000)) + "--b--\n");

        Assert.Contains("parts", mail.Truncated);
    }

    [Fact]
    public async Task Html_OfUnclosedTags_IsBearable()
    {
        var mail = await ParseAsync("Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<div><b>x", 300_000)));

        Assert.StartsWith("x\nx", mail.Text, StringComparison.Ordinal);
    }

    private async Task<ParsedEmail> ParseAsync(string mail)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = await _parser.RunAsync(
            new ParseEmail { Data = Encoding.UTF8.GetBytes(mail) }, new ItemList<ParsedEmail> { HasReader = false }, TestContext.Current.CancellationToken);
        Assert.True(Stopwatch.GetElapsedTime(started) < s_bearable, $"It took {Stopwatch.GetElapsedTime(started)}.");
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(EmailCapabilities.Parse, outcome.Value);
        return Assert.Single(outcome.Value.Mails);
    }
}
