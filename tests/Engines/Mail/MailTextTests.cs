using System.Text;
using MimeKit;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class MailTextTests
{
    [Theory]
    [InlineData("us-ascii", "8bit", "caf\u00E9 \u0093cited\u0094", "caf\u00E9 \u201Ccited\u201D")]
    [InlineData("us-ascii", "8bit", "caf\u00C3\u00A9", "caf\u00E9")]
    [InlineData("iso-8859-1", "8bit", "caf\u00E9 \u0093cited\u0094", "caf\u00E9 \u201Ccited\u201D")]
    [InlineData("utf-8", "8bit", "caf\u00C3\u00A9 \u00E2\u0082\u00AC", "caf\u00E9 \u20AC")]
    [InlineData("utf-8", "quoted-printable", "caf=C3=A9 =\r\n=E2=82=AC", "caf\u00E9 \u20AC")]
    [InlineData("utf-8", "base64", "Y2Fmw6kNCuKCrA==", "caf\u00E9\n\u20AC")]
    [InlineData("utf-8", "8bit", "\u00EF\u00BB\u00BFcaf\u00C3\u00A9", "caf\u00E9")]
    [InlineData("utf-8", "8bit", "caf\u00E9 cr\u00E8me", "caf\uFFFD cr\uFFFDme")]
    [InlineData("iso-8859-1", "quoted-printable", "caf=E9=20", "caf\u00E9 ")]
    [InlineData("windows-1252", "8bit", "\u0093cited\u0094", "\u201Ccited\u201D")]
    [InlineData("iso-2022-jp", "7bit", "\u001B$BF|\u001B(B", "\u65E5")]
    [InlineData("us-ascii", "7bit", "one\r\ntwo\rthree\n", "one\ntwo\rthree\n")]
    [InlineData("us-ascii", "7bit", "", "")]
    public void Of_AnyEncoding_IsWhatReadersShow(string charset, string encoding, string body, string expected)
    {
        var mail = Encoding.Latin1.GetBytes($"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        using var part = (TextPart)MimeEntity.Load(MailHeaders.ParserOptions(10), new MemoryStream(mail), persistent: true, TestContext.Current.CancellationToken);

        Assert.Equal(expected, MailText.Of(part));
    }

    [Fact]
    public void Of_RealMails_HasTheWordsThatMimeKitReads()
    {
        var parser = MailHeaders.ParserOptions(10);
        var parts = 0;
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "mail-spamassassin"), "*.eml"))
        {
            using var mail = MimeMessage.Load(parser, file, TestContext.Current.CancellationToken);
            foreach (var part in mail.BodyParts.OfType<TextPart>().Where(static part => part.Content is not null))
            {
                parts++;
                Assert.Equal(Plain(part.Text), Plain(MailText.Of(part)));
            }
        }

        Assert.True(parts > 250);

        // It gives what a charset does not have as question marks, controls or nothing.
        static string Plain(string text) => new([.. text.ReplaceLineEndings("\n").Where(static character => character is <= '~' and not '?')]);
    }
}
