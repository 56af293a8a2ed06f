using System.Text;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Mail;

/// <summary>What is said of a mail that is larger than its silo reads.</summary>
public sealed class EmailParserLimitTests
{
    private const int MaxMessageBytes = 64 * 1024;

    private readonly EmailParser _parser = new(Options.Create(new MailOptions { MaxMessageBytes = MaxMessageBytes, MaxHeaders = 10, MaxParts = 10, MaxDepth = 2 }));

    [Theory]
    [InlineData("")]
    [InlineData("From -\n")]
    public async Task RunAsync_LargerThanAMailMayBe_IsCutAndItsSizeKept(string envelope)
    {
        var mail = await ParseAsync($"{envelope}Subject: a\n\n{new string('x', 3 * MaxMessageBytes)}\n");

        Assert.Contains("message", mail.Truncated);
        Assert.InRange(mail.Text.Length, MaxMessageBytes / 2, MaxMessageBytes);
        Assert.InRange(mail.Size, 3 * MaxMessageBytes, (3 * MaxMessageBytes) + 100);
    }

    [Fact]
    public async Task RunAsync_MoreHeadersThanAllowed_GivesTheFirst()
    {
        var mail = await ParseAsync("Subject: a\n" + string.Concat(Enumerable.Range(0, 20).Select(static number => $"X-{number}: 1\n")) + "\ntext\n");

        Assert.Equal((10, "text"), (mail.Headers!.Count, mail.Text));
        Assert.Equal(["headers"], mail.Truncated);
    }

    [Fact]
    public async Task RunAsync_MorePartsThanAllowed_GivesTheFirst()
    {
        var mail = await ParseAsync("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\nContent-Type: image/png\n\nx\n", 20)) + "--b--\n");

        Assert.Contains("parts", mail.Truncated);
        Assert.InRange(mail.Attachments.Count, 5, 10);
    }

    [Fact]
    public async Task RunAsync_NestedDeeperThanAllowed_SaysSo()
    {
        var mail = await ParseAsync(string.Concat(Enumerable.Repeat("Subject: a\nContent-Type: message/rfc822\n\n", 4)) + "Subject: end\n\ntext\n");

        Assert.Contains("nesting", mail.Truncated);
        Assert.InRange(mail.Embedded.Count, 1, 2);
    }

    private async Task<ParsedEmail> ParseAsync(string mail)
    {
        var outcome = await _parser.RunAsync(
            new ParseEmail { Data = Encoding.UTF8.GetBytes(mail) }, new ItemList<ParsedEmail> { HasReader = false }, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(EmailCapabilities.Parse, outcome.Value);
        return Assert.Single(outcome.Value.Mails);
    }
}
