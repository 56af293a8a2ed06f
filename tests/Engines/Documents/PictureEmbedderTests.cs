using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Documents;
using WorkerGrains.Tests.Engines.Images;

namespace WorkerGrains.Tests.Engines.Documents;

public sealed partial class PictureEmbedderTests(DocumentConverterFixture fixture) : IClassFixture<DocumentConverterFixture>
{
    private static readonly byte[] s_png = TestImages.Encode(TestImages.Draw(1, 1, static (_, _) => SKColors.Red), SKEncodedImageFormat.Png);
    private static readonly string s_pngAddress = $"data:image/png;base64,{Convert.ToBase64String(s_png)}";

    [Theory]
    [InlineData("docx", "image.docx", "word/media/image1.jpg")]
    [InlineData("odt", "image.odt", "Pictures/10000000000000FA000000FAD6A15225.jpg")]
    [InlineData("epub", "wasteland.epub", "EPUB/wasteland-cover.jpg")]
    public async Task RunAsync_RealDocumentToHtml_HasItsPictures(string format, string name, string picture)
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", format, name), TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        using var expected = new MemoryStream();
        using (var stream = archive.GetEntry(picture)!.Open())
        {
            stream.CopyTo(expected);
        }

        var document = (await fixture.RunAsync(new ConvertDocument { Data = bytes, To = "html" })).Value!;

        Assert.Contains($"src=\"data:image/jpeg;base64,{Convert.ToBase64String(expected.ToArray())}\"", document.Content, StringComparison.Ordinal);
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("docx", "image.docx", "markdown")]
    [InlineData("odt", "image.odt", "commonmark")]
    [InlineData("epub", "wasteland.epub", "gfm")]
    public async Task RunAsync_RealDocumentToMarkdown_HasItsPicturesWhereAskedTo(string format, string name, string to)
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", format, name), TestContext.Current.CancellationToken);
        var input = new ConvertDocument { Data = bytes, To = to };

        var embedded = (await fixture.RunAsync(input with { EmbedPictures = true })).Value!;
        var named = (await fixture.RunAsync(input)).Value!;

        Assert.Contains("data:image/jpeg;base64,/9j/", embedded.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("data:", named.Content, StringComparison.Ordinal);
        Assert.Equal(named.Content, DataUri().Replace(embedded.Content!, match => Address().Match(named.Content!).Value));
        Assert.Equal((named.Warnings.Count, 2), (embedded.Warnings.Count, embedded.Programs.Count));
    }

    [Fact]
    public async Task RunAsync_RealDocumentToHtml_NamesItsPicturesWhereAskedTo()
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", "docx", "image.docx"), TestContext.Current.CancellationToken);

        var document = (await fixture.RunAsync(new ConvertDocument { Data = bytes, To = "html", EmbedPictures = false })).Value!;

        Assert.Contains("src=\"media/image1.jpg\"", document.Content, StringComparison.Ordinal);
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("""{"t":"Image","c":[["",[],[]],[{"t":"Image","c":[["",[],[]],[],["media/a.png","in"]]}],["media/a.png","ü"]]}""", """{"t":"Image","c":[["",[],[]],[{"t":"Image","c":[["",[],[]],[],["{picture}","in"]]}],["{picture}","ü"]]}""", 0)]
    [InlineData("""{"c":[["",[],[]],[],["media/a.png",""]],"t":"Image"}""", """{"c":[["",[],[]],[],["{picture}",""]],"t":"Image"}""", 0)]
    [InlineData("""[{"t":"Link","c":[["",[],[]],[],["media/a.png",""]]},{"t":"Code","c":[["",[],[]],"![](media/a.png)"]},1.50]""", null, 0)]
    [InlineData("""{"t":"Image","c":[["",[],[]],[],["media/none.png",""]]}""", null, 1)]
    [InlineData("""{"t":"Image","c":[["",[],[]],[],["data:image/png;base64,AA==",""]]}""", null, 0)]
    [InlineData("""{"t":"Image","c":"media/a.png"}""", null, 0)]
    [InlineData("""no JSON {"t":"Image"}""", null, 1)]
    public void Embed_Tree_HasItsPicturesAndNothingElse(string tree, string? expected, int leftOut)
    {
        var (embedded, count) = TreePictureEmbedder.Embed(Encoding.UTF8.GetBytes(tree), Archive(("word/media/a.png", s_png)), 1_000, TestContext.Current.CancellationToken);

        Assert.Equal(((expected ?? tree).Replace("{picture}", s_pngAddress, StringComparison.Ordinal), leftOut), (Encoding.UTF8.GetString(embedded.Span), count));
    }

    [Fact]
    public async Task RunAsync_DocumentToPdf_PrintsItsPictures()
    {
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", "docx", "image.docx"), TestContext.Current.CancellationToken);

        var document = (await fixture.RunAsync(new ConvertDocument { Data = bytes, To = "pdf" })).Value!;

        Assert.Contains("/Subtype /Image", Encoding.Latin1.GetString(document.Data!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PictureElsewhere_IsSaidToBeLeftOut()
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", "odt", "imageRelative.odt"), TestContext.Current.CancellationToken);

        var document = (await fixture.RunAsync(new ConvertDocument { Data = bytes, To = "html" })).Value!;

        Assert.StartsWith("Pictures left out: 1.", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PicturesThatWouldMakeTheResultTooLarge_AreLeftOut()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var converter = await fixture.StartAsync(new DocumentOptions { MaxResultBytes = 20_000 });
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", "docx", "image.docx"), TestContext.Current.CancellationToken);

        var document = (await DocumentConverterFixture.RunAsync(converter, new ConvertDocument { Data = bytes, To = "html" })).Value!;

        Assert.Contains("src=\"media/image1.jpg\"", document.Content, StringComparison.Ordinal);
        Assert.StartsWith("Pictures left out: 1.", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_WhatIsNoPicture_StaysOut()
    {
        var archive = Archive(("word/media/a.png", s_png), ("word/media/b.emf", [1, 0, 0, 0]), ("word/document.xml", "<w/>"u8.ToArray()), ("word/media/c d.svg", "<svg/>"u8.ToArray()));

        var (html, leftOut) = Embed(
            """<p>src="media/a.png"</p><img src="media/a.png" alt="a"><img class="x" src="media/b.emf"><img src="document.xml"><embed src="media/c%20d.svg" /><img src="../../etc/passwd"><img src="https://x.example/a.png">""", archive);

        Assert.Equal(
            $"""<p>src="media/a.png"</p><img src="{s_pngAddress}" alt="a"><img class="x" src="media/b.emf"><img src="document.xml"><embed src="data:image/svg+xml;base64,PHN2Zy8+" /><img src="../../etc/passwd"><img src="https://x.example/a.png">""",
            html);
        Assert.Equal(4, leftOut);
    }

    [Theory]
    [InlineData("odd-images/hopper.png", "image/png")]
    [InlineData("odd-images/hopper_gray.jpg", "image/jpeg")]
    [InlineData("odd-images/hopper.gif", "image/gif")]
    [InlineData("odd-images/hopper.webp", "image/webp")]
    [InlineData("odd-images/bmp_g_pal1.bmp", "image/bmp")]
    [InlineData("odd-images/hopper.tif", null)]
    [InlineData("odd-images/avif_hopper.avif", null)]
    [InlineData("bad-images/html.jpg", null)]
    [InlineData("bad-images/empty.jpg", null)]
    public void Embed_PictureOfAnyFormat_HasTheMediaTypeOfItsContent(string file, string? mediaType)
    {
        var picture = File.ReadAllBytes(SharedFiles.PathOrSkip(["data", .. file.Split('/')]));

        var (html, leftOut) = Embed("""<img src="media/a">""", Archive(("word/media/a", picture)), maxBytes: 1_000_000);

        Assert.Equal(mediaType is null ? """<img src="media/a">""" : $"""<img src="data:{mediaType};base64,{Convert.ToBase64String(picture)}">""", html);
        Assert.Equal(mediaType is null ? 1 : 0, leftOut);
    }

    [Fact]
    public void Embed_MorePicturesThanAllowed_NamesTheRest()
    {
        var many = string.Concat(Enumerable.Repeat("""<img src="media/a.png">""", 10));

        var (html, leftOut) = Embed(many, Archive(("word/media/a.png", s_png)), maxBytes: 3 * s_pngAddress.Length);

        Assert.Equal((7, 4), (leftOut, html.Split(s_pngAddress).Length));
        Assert.Equal((10, many), (Embed(many, Archive(("word/media/a.png", s_png)), maxBytes: 0).LeftOut, Embed(many, Archive(("word/media/a.png", s_png)), maxBytes: 0).Html));
        Assert.Equal(10, Embed(many, "no archive"u8.ToArray()).LeftOut);
    }

    [Fact]
    public void Embed_ManyNamesForOneLargePicture_UnpacksItOnce()
    {
        // Unpacked for each name, it would take hours.
        var archive = Archive(("word/media/a.png", [.. s_png, .. new byte[20_000_000]]), ("word/media/b.png", s_png));
        var names = string.Concat(Enumerable.Range(0, 50_000).Select(static number => $"""<img src="{(number % 2 == 0 ? "media/" : $"none/{number}/")}{string.Concat("a.png".Select((letter, place) => (number >> (place + 1)) % 2 == 0 ? letter.ToString() : $"%{(int)letter:X2}"))}">"""));

        var (html, leftOut) = Embed(names + """<img src="media/b.png">""", archive);

        Assert.Equal(50_000, leftOut);
        Assert.EndsWith($"<img src=\"{s_pngAddress}\">", html, StringComparison.Ordinal);
    }

    private static (string Html, int LeftOut) Embed(string html, byte[] archive, int maxBytes = 1_000)
    {
        var (embedded, leftOut) = PictureEmbedder.Embed(Encoding.UTF8.GetBytes(html), archive, maxBytes, TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(embedded.Span), leftOut);
    }

    [GeneratedRegex("data:[^)\" ]*")]
    private static partial Regex DataUri();

    [GeneratedRegex("(?<=\\]\\(|src=\")[^)\"{ ]+[.]jpg")]
    private static partial Regex Address();

    private static byte[] Archive(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
