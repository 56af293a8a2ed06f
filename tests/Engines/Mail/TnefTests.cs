using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

/// <summary>Real TNEF (winmail.dat), whose contents another reader found, written from [MS-OXTNEF] and [MS-OXRTFCP] alone.</summary>
public sealed class TnefTests
{
    private const string License =
        """
        I've attached a temp. license for QARun 4.7.  Do you need something more permanent?  If so, give me your host id and host name of the machine you want to put it on and indicate whether you want a single user perm. license or a concurrent user perm. license.

        Heather


        -----Original Message-----
        From: Mark Simpson [mailto:msimpson@numega.com]
        Sent: Wednesday, November 17, 1999 2:57 PM
        To: Heather_Phillips@compuware.com
        Subject: license file



        Who should i talk to about getting a valid license for qarun 4.7?  I need
        to install it and cannot.

        -- 
        Mark Simpson                                                 Software Engineer
        Compuware Corporation                                      msimpson@numega.com
        """;

    private readonly EmailParser _parser = new(Options.Create(new MailOptions()));

    [Theory]
    [InlineData(
        "attachments.tnef",
        "zappa_av1.jpg 2937 bea844f30e0fcc20fad419a0d11032a6465da93c1da185a1196949955994409a",
        "bookmark.htm 85805 1e08d6e23c75ff80ac992eebc24c2943c7843b7dfee235966b37de5eb4362599")]
    [InlineData("long-filename.tnef", "allproductsmar2000.dat 279 de2ad5d4e20a2456ad12808dee82af2d0d1236ddf5bd55832581a7886cdcd807")]
    [InlineData("rtf.tnef")]
    [InlineData(
        "unicode-mapi-attr-name.tnef",
        "spaconsole2.cfg 8387 4d9639506fa4bf42ede43ffbaa8ed5a8f8fe2338bc2562f9b9aef7970bc4a25e",
        "image001.png 3815 037f9d1fa06bccd31878332853814a43e6ed86b3893770b42b057597b49d19c9",
        "image002.png 3573 ea179fb97a7e850e58b830f51a1fe411d5a4e5ffb1620c895abe9788cfac6f07",
        "image003.png 3792 20c51557b9c7ec0a5da9ccfd4c2efb0ff7be72d15b05e1ddecc3d1c69fc8eaa9")]
    [InlineData(
        "panic.tnef",
        "image001.jpg 11250 ee9bec688ebc6b535fa1c06b3c7f388510f501509a2d6ae17e964a3eda92f8db",
        "image002.jpg 9583 a497dd22b4a1f2de15da0929f17429edb502f94d767a0fa2ce67da35162cc62f",
        "image003.png 7147 7c65885b27f3cd66501fdb7a4711c22ba8b6f64e51ea6c2a3ec9db6fa968a7b8")]
    public async Task RunAsync_Attachments_HaveTheirNamesSizesAndBytes(string file, params string[] attachments)
    {
        var mail = await ParseAsync(file);

        Assert.Equal(attachments, mail.Attachments.Select(static attachment => $"{attachment.Name} {attachment.Size} {attachment.Sha256}"));
        Assert.All(mail.Attachments, static attachment => Assert.Equal(attachment.Sha256, Convert.ToHexStringLower(SHA256.HashData(attachment.Data!.Value.Span))));
    }

    [Theory]
    [InlineData("long-filename.tnef", License)]
    [InlineData(
        "rtf.tnef",
        """

        aafgag'alga'kgk

        agka;kgag


        af;kafkk'g
        ahakg'akgq[arja'kmba'hgmpgkjaqpgbmdvb
        ad
        \hge
        rgtad
        adfhadhadhb
        -- Greg
        Greg Allen
        Senior Engineer/QADirector Team
        Compuware Corporation
        gallen@numega.com
        978-287-4494 (Office)
        978-318-6939 (Fax)
        """)]
    public async Task RunAsync_RichBody_IsItsText(string file, string text)
    {
        var mail = await ParseAsync(file);

        Assert.Equal(text.ReplaceLineEndings("\n").Trim('\n'), mail.Text!.Trim('\n'));
        Assert.Equal((EmailTextSource.Plain, null), (mail.TextSource, mail.Html));
    }

    [Theory]
    [InlineData("unicode-mapi-attr-name.tnef", 6293, "9a3a8de894362ac238f470202d0c2d2adbf525bb2a87e9765f235f9fc2f5294a", "Aktualizacja")]
    [InlineData("panic.tnef", 10457, "d6a1eb57b03474e3b449c7c457bcb06d2734c1bec4f83e65a5cee3cea520cd33", "VIKTIGT")]
    public async Task RunAsync_HtmlBody_IsThereWholeInItsCharset(string file, int length, string sha256, string word)
    {
        var mail = await ParseAsync(file);

        var html = mail.Html!.TrimEnd();
        Assert.Equal((length, sha256), (html.Length, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(html)))));
        Assert.Equal(EmailTextSource.Html, mail.TextSource);
        Assert.Contains(word, mail.Text, StringComparison.Ordinal);
    }

    private async Task<ParsedEmail> ParseAsync(string file)
    {
        var tnef = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "mail-mimekit", "tnef", file), TestContext.Current.CancellationToken);
        var mail = $"From: a@example.org\nSubject: one\nMIME-Version: 1.0\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}\n";
        var mails = new ItemList<ParsedEmail>();
        var outcome = await _parser.RunAsync(new ParseEmail { Data = Encoding.ASCII.GetBytes(mail), MaxAttachmentBytes = 100_000 }, mails, TestContext.Current.CancellationToken);

        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        return Assert.Single(mails.Items);
    }
}
