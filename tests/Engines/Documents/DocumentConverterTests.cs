using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Documents;

namespace WorkerGrains.Tests.Engines.Documents;

public sealed class DocumentConverterTests(DocumentConverterFixture fixture) : IClassFixture<DocumentConverterFixture>
{
    private const string Nowhere = "/nowhere/at-all";

    [Fact]
    public async Task RunAsync_Markdown_BecomesHtml()
    {
        var document = await ConvertAsync(new ConvertDocument { Content = "# Title\n\nSome *text*.\n", From = "markdown", To = "html" });

        Assert.Equal("<h1 id=\"title\">Title</h1>\n<p>Some <em>text</em>.</p>\n", document.Content);
        Assert.Equal("text/html", document.MediaType);
        Assert.Equal(Encoding.UTF8.GetByteCount(document.Content!), document.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Content!))), document.Sha256);
        Assert.Matches("^pandoc [0-9.]+$", Assert.Single(document.Programs));
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("docx")]
    [InlineData("odt")]
    [InlineData("epub")]
    public async Task RunAsync_Markdown_GoesThroughOfficeFormatsAndBack(string format)
    {
        var there = await ConvertAsync(new ConvertDocument { Content = "# Title\n\nSome *text* with ü.\n", FileName = "a.md", To = format });
        var back = await ConvertAsync(new ConvertDocument { Data = there.Data, To = "md" });

        Assert.Null(there.Content);
        Assert.Equal(format, back.From);
        Assert.Contains("Some *text* with ü.", back.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Text_KeepsWhatMarkdownWouldRead()
    {
        var document = await ConvertAsync(new ConvertDocument { Content = "1 * 2 * 3 <b>\n# no heading\n\nNext", To = "html" });

        Assert.Equal("plain", document.From);
        Assert.Equal("<p>1 * 2 * 3 &lt;b&gt;\n# no heading</p>\n<p>Next</p>\n", document.Content);
        Assert.Empty(document.Programs);
        Assert.Equal("<!DOCTYPE html>", (await ConvertAsync(new ConvertDocument { Content = "x", To = "html", Standalone = true })).Content!.Split('\n')[0]);
        Assert.Equal("a\nb\n", (await ConvertAsync(new ConvertDocument { Content = "a\r\nb", To = "plain" })).Content);
        Assert.Contains(@"1 \* 2", (await ConvertAsync(new ConvertDocument { Content = "1 * 2", To = "markdown" })).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TextThatIsNotUtf8_SaysHowItWasRead()
    {
        var document = await ConvertAsync(new ConvertDocument { Data = Encoding.Latin1.GetBytes("# caf\u00e9"), From = "markdown", To = "plain" });

        Assert.Contains("caf\u00e9", document.Content, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("windows-1252", Assert.Single(document.Warnings), StringComparison.Ordinal);
        Assert.Empty((await ConvertAsync(new ConvertDocument { Data = Encoding.Latin1.GetBytes("caf\u00e9"), From = "markdown", To = "plain", Charset = "latin1" })).Warnings);
    }

    [Fact]
    public async Task RunAsync_Pdf_GoesOutAndIn()
    {
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        DocumentConverterFixture.PathOrSkip("pdftotext", "poppler-utils");

        var pdf = await ConvertAsync(new ConvertDocument { Content = "# Title\n\nSome text for a page.\n", From = "gfm", To = "pdf" });
        var text = await ConvertAsync(new ConvertDocument { Data = pdf.Data, To = "plain" });
        var html = await ConvertAsync(new ConvertDocument { Data = pdf.Data, To = "html" });
        var docx = await ConvertAsync(new ConvertDocument { Data = pdf.Data, To = "docx" });

        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(pdf.Data!.Value.Span), StringComparison.Ordinal);
        Assert.Equal("Title\nSome text for a page.\n", text.Content);
        Assert.Contains("Some text for a page.</p>", html.Content, StringComparison.Ordinal);
        Assert.Equal(["pdftotext", docx.Programs[1]], docx.Programs);
    }

    [Fact]
    public async Task RunAsync_PdfOfAPicture_WarnsThatThereIsNoText()
    {
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        DocumentConverterFixture.PathOrSkip("pdftotext", "poppler-utils");
        var pdf = await ConvertAsync(new ConvertDocument { Content = "<p style='width:10px;height:10px;background:red'></p>", From = "html", To = "pdf" });

        Assert.Contains("no text", Assert.Single((await ConvertAsync(new ConvertDocument { Data = pdf.Data, To = "plain" })).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PageThatAttachesLocalFiles_PrintsWithoutThem()
    {
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        var document = await ConvertAsync(new ConvertDocument
        {
            Content = "<link rel=attachment href='file:///etc/passwd'><style>@import url('file:///etc/passwd'); p { background: url('http://127.0.0.1:1/x') }</style><p>Text</p>",
            From = "html",
            To = "pdf",
        });

        Assert.DoesNotContain("EmbeddedFile", Encoding.Latin1.GetString(document.Data!.Value.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html", "filter.lua")]
    [InlineData("html", "html+raw_tex")]
    [InlineData("html", "--help")]
    [InlineData("html", "nothing")]
    [InlineData("pptx", "html")]
    [InlineData("asciidoc", "html")]
    [InlineData("markdown", "csv")]
    public async Task RunAsync_PairThatIsNotOffered_SaysSo(string from, string to) =>
        Assert.Equal("document.conversion_not_offered", await FailureAsync(new ConvertDocument { Content = "x", From = from, To = to }));

    [Fact]
    public async Task RunAsync_BytesOfNoDocument_SaysThatFormatIsUnknown() =>
        Assert.Equal("document.format_unknown", await FailureAsync(new ConvertDocument { Data = new byte[] { 0x89, 0x50, 0, 0 }, To = "html" }));

    [Fact]
    public async Task RunAsync_UnknownCharset_SaysSo() =>
        Assert.Equal("document.charset_unknown", await FailureAsync(new ConvertDocument { Data = "x"u8.ToArray(), From = "markdown", To = "html", Charset = "klingon" }));

    [Theory]
    [InlineData("not a zip", "docx")]
    [InlineData("PK\x03\x04 but broken", "docx")]
    [InlineData("no pdf", "pdf")]
    [InlineData("%PDF-1.4 and nothing else", "pdf")]
    [InlineData("{not json", "ipynb")]
    [InlineData("text with \0", "markdown")]
    public async Task RunAsync_DamagedDocument_SaysSo(string content, string from) =>
        Assert.Equal("document.unreadable", await FailureAsync(new ConvertDocument { Data = Encoding.Latin1.GetBytes(content), From = from, To = "plain" }));

    [Fact]
    public async Task RunAsync_ArchiveThatUnpacksTooFar_IsRefusedUnread()
    {
        var converter = fixture.Create(new DocumentOptions { MaxUnpackedBytes = 1_000_000, Pandoc = Nowhere });
        var bomb = Archive("word/document.xml", new byte[2_000_000]);
        var lying = bomb.ToArray();
        // The size in the archive's directory, four bytes at offset 24 of its one record.
        BitConverter.TryWriteBytes(lying.AsSpan(lying.AsSpan().LastIndexOf("PK\x01\x02"u8) + 24), 10);

        foreach (var archive in (byte[][])[bomb, lying])
        {
            var outcome = await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Data = archive, To = "html" });

            Assert.Equal("document.expands_too_far", outcome.Error?.Reason);
        }
    }

    [Fact]
    public async Task RunAsync_ArchiveOfTooManyFiles_IsRefusedUnread()
    {
        var converter = fixture.Create(new DocumentOptions { MaxArchiveEntries = 1, Pandoc = Nowhere });

        var outcome = await DocumentConverterFixture.RunAsync(
            converter, new ConvertDocument { Data = Archive("word/document.xml", [], "other"), To = "plain" });

        Assert.Equal("document.expands_too_far", outcome.Error?.Reason);
    }

    [Fact]
    public async Task RunAsync_MoreMemoryThanAllowed_SaysSo()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var converter = await fixture.StartAsync(new DocumentOptions { MaxMemoryMegabytes = 64 });

        var outcome = await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = new string('[', 3_000_000), From = "markdown", To = "html" });

        Assert.Equal("document.too_complex", outcome.Error?.Reason);
    }

    [Fact]
    public async Task RunAsync_EntityExpansion_EndsWithinLimits()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var converter = await fixture.StartAsync(new DocumentOptions { MaxMemoryMegabytes = 128, MaxTime = TimeSpan.FromSeconds(10) });
        var entities = string.Concat(Enumerable.Range(1, 12).Select(static i => $"<!ENTITY e{i} \"{string.Concat(Enumerable.Repeat($"&e{i - 1};", 10))}\">"));
        var xml = $"<?xml version=\"1.0\"?><!DOCTYPE article [<!ENTITY e0 \"lol\">{entities}]><article><para>&e12;</para></article>";

        foreach (var input in (ConvertDocument[])
            [
                new() { Content = xml, From = "docbook", To = "plain" },
                new() { Data = Archive("word/document.xml", Encoding.UTF8.GetBytes(xml), "[Content_Types].xml"), To = "plain" },
            ])
        {
            var outcome = await DocumentConverterFixture.RunAsync(converter, input);

            Assert.True(outcome.IsSuccess ? outcome.Value.Size < 10_000 : outcome.Error.Reason is "document.too_complex" or "document.unreadable", outcome.Error?.Reason);
        }
    }

    [Fact]
    public async Task RunAsync_ResultLargerThanAllowed_SaysSo()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var converter = await fixture.StartAsync(new DocumentOptions { MaxResultBytes = 1_024 });
        var text = string.Join(' ', Enumerable.Repeat("word", 1_000));

        Assert.Equal("document.result_too_large", (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = text, From = "gfm", To = "html" })).Error?.Reason);
        Assert.Equal("document.result_too_large", (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = text, To = "plain" })).Error?.Reason);
    }

    [Fact]
    public async Task StartAsync_WithoutPandoc_SaysWhatToInstallAndServesMarkdown()
    {
        var converter = fixture.Create(new DocumentOptions { Pandoc = Nowhere });

        var readiness = await converter.StartAsync(TestContext.Current.CancellationToken);

        Assert.True(readiness.IsReady);
        Assert.Contains("apt-get install pandoc", readiness.Remedy, StringComparison.Ordinal);
        var document = (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = "# Title\n\n|a|b|\n|-|-|\n|1|2|\n", From = "gfm", To = "html" })).Value!;
        Assert.StartsWith("<h1 id=\"title\">Title</h1>\n<table>", document.Content, StringComparison.Ordinal);
        Assert.Equal(["markdig"], document.Programs);
        Assert.Equal("document.too_complex", (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = new string('>', 5_000) + "x", From = "gfm", To = "html" })).Error?.Reason);
        var refused = (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = "x", From = "rst", To = "html" })).Error!;
        Assert.Equal(("document.program_missing", WorkErrorCode.NotReady), (refused.Reason, refused.Code));
        Assert.Contains("apt-get install pandoc", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WithoutPdfPrograms_SaysWhatToInstall()
    {
        var converter = fixture.Create(new DocumentOptions { PdfToText = Nowhere, WeasyPrint = Nowhere });

        var reading = (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Data = "%PDF-1.4"u8.ToArray(), To = "plain" })).Error!;
        var writing = (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Content = "x", To = "pdf" })).Error!;

        Assert.Contains("poppler-utils", reading.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install weasyprint", writing.Message, StringComparison.Ordinal);
        Assert.Equal(("document.program_missing", "document.program_missing"), (reading.Reason, writing.Reason));
    }

    private async Task<ConvertedDocument> ConvertAsync(ConvertDocument input)
    {
        var outcome = await fixture.RunAsync(input);
        Assert.Null(outcome.Error);
        return outcome.Value!;
    }

    private async Task<string?> FailureAsync(ConvertDocument input) => (await fixture.RunAsync(input)).Error?.Reason;

    private static byte[] Archive(string name, byte[] content, params string[] others)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using (var entry = archive.CreateEntry(name).Open())
            {
                entry.Write(content);
            }

            foreach (var other in others)
            {
                archive.CreateEntry(other);
            }
        }

        return stream.ToArray();
    }
}
