using System.Globalization;
using System.IO.Compression;
using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tests.Engines.Documents;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Documents made to cost time or memory, through the gateway.</summary>
public sealed class HostileDocumentTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private const string Unreadable = "document.unreadable";

    /// <summary>Ten entities in each of ten in each of ten, twelve times: a few lines that say a billion words.</summary>
    private static readonly string s_entities =
        $"[<!ENTITY e0 \"lol\">{string.Concat(Enumerable.Range(1, 12).Select(static level => $"<!ENTITY e{level} \"{Endurance.Repeat($"&e{level - 1};", 10)}\">"))}]>";

    private static readonly Dictionary<string, (Func<byte[]> Document, string From, string Outcomes)> s_documents = new()
    {
        ["docx that unpacks to 320 MB"] = (static () => Archives.Overlapping(Archives.Of(("word/document.xml", new byte[16 * 1024 * 1024])), 20), "docx", "document.expands_too_far"),
        ["odt that unpacks to 320 MB"] = (static () => Archives.Overlapping(Archives.Of(("content.xml", new byte[16 * 1024 * 1024])), 20), "odt", "document.expands_too_far"),
        ["epub of 11,000 files"] = (static () => Archives.Overlapping(Archives.Of(("a.xhtml", "<p>x</p>")), 11_000), "epub", "document.expands_too_far"),
        ["docx of entities"] = (static () => Archives.Docx("<w:p><w:r><w:t>&e12;</w:t></w:r></w:p>", doctype: "<!DOCTYPE w:document " + s_entities), "docx", Unreadable),
        ["odt of entities"] = (static () => Archives.Odt("<text:p>&e12;</text:p>", "<!DOCTYPE a " + s_entities), "odt", Unreadable),
        ["epub of entities"] = (static () => Archives.Epub("<p>&e12;</p>", doctype: "<!DOCTYPE html " + s_entities), "epub", GatewayAnswer.Answered),
        ["fb2 of entities"] = (static () => Text("<!DOCTYPE a " + s_entities + "<FictionBook xmlns=\"http://www.gribuser.ru/xml/fictionbook/2.0\"><body><section><p>&e12;</p></section></body></FictionBook>"), "fb2", Unreadable),
        ["docbook of entities"] = (static () => Text("<!DOCTYPE a " + s_entities + "<article><para>&e12;</para></article>"), "docbook", Unreadable),
        ["jats of entities"] = (static () => Text("<!DOCTYPE a " + s_entities + "<article><body><p>&e12;</p></body></article>"), "jats", Unreadable),
        ["opml of entities"] = (static () => Text("<!DOCTYPE a " + s_entities + "<opml version=\"2.0\"><body><outline text=\"&e12;\"/></body></opml>"), "opml", Unreadable),
        ["docbook of a file as an entity"] = (static () => Text("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><article><para>&e;</para></article>"), "docbook", Unreadable),
        ["html with an svg of entities"] = (static () => Text("<!DOCTYPE html " + s_entities + "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>&e12;</text></svg>"), "html", GatewayAnswer.Answered),
        ["latex that defines itself"] = (static () => Text(@"\documentclass{article}\begin{document}\newcommand{\a}{\a\a}\def\b{\b\b}\a\b\end{document}"), "latex", $"{Unreadable}|document.too_complex|deadline_exceeded|answered"),
        ["pdf of pages in a circle"] = (static () => Pdf("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999/Parent 2 0 R>>"), "pdf", $"{Unreadable}|answered"),
        ["pdf nested 100,000 deep"] = (static () => Pdf($"<</Type/Pages/Kids[]/Count 0/X {new string('[', 100_000)}>>"), "pdf", $"{Unreadable}|answered"),
        ["pdf that unpacks to 64 MB"] = (static () => Page(new byte[64 * 1024 * 1024]), "pdf", $"{GatewayAnswer.Answered}|document.too_complex|deadline_exceeded"),
        ["pdf of 400,000 lines in one place"] = (
            static () => Page(Encoding.ASCII.GetBytes("BT /F 1 Tf\n" + Endurance.Repeat($"1 0 0 1 0 0 Tm ({new string('x', 90)}) Tj T*\n", 400_000) + "ET\n")),
            "pdf",
            "answered|document.result_too_large|document.too_complex|deadline_exceeded"),
        ["pdf that leads back to itself"] = (static () => [.. Pdf("<</Type/Pages/Kids[]/Count 0>>"), .. "xref\n0 0\ntrailer<</Root 1 0 R/Prev 9/Size 3>>\nstartxref\n9\n%%EOF\n"u8], "pdf", $"{Unreadable}|answered"),
        ["pdf with a password"] = (static () => [.. Pdf("<</Type/Pages/Kids[]/Count 0>>"), .. "trailer<</Root 1 0 R/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -1/O(0)/U(0)>>/ID[(a)(a)]>>\n"u8], "pdf", $"{Unreadable}|answered"),
    };

    public static TheoryData<string> Names { get; } = new(s_documents.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Http_Document_IsConvertedOrRefused(string name)
    {
        var (document, from, outcomes) = s_documents[name];
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        DocumentConverterFixture.PathOrSkip("pdftotext", "poppler-utils");

        var answer = await Endurance.AssertAsync(silo, DocumentCapabilities.Convert, GatewayAnswer.Raw(document()), outcomes, $"from={from}&to=plain", TimeSpan.FromSeconds(10));

        Assert.True(answer.Output is not { } output || output.GetProperty("size").GetInt32() < 10_000, $"{answer.Output?.GetProperty("size")} bytes");
        Assert.DoesNotContain("root:", answer.Output?.GetProperty("content").GetString() ?? answer.Detail, StringComparison.Ordinal);
        await NoProgramIsLeftAsync();
    }

    [Theory]
    [InlineData("<div><b>", "html")]
    [InlineData("[", "markdown")]
    [InlineData("> ", "commonmark")]
    public async Task Http_TextThatTakesForEver_EndsAtTheDeadlineWithItsProgram(string part, string from)
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var text = Text(Endurance.Repeat(part, 1_000_000));

        await Endurance.AssertAsync(silo, DocumentCapabilities.Convert, GatewayAnswer.Raw(text), "deadline_exceeded|document.too_complex", $"from={from}&to=html", TimeSpan.FromSeconds(2));

        await NoProgramIsLeftAsync();
    }

    [Fact]
    public async Task Http_PictureOfAlmostABillionPixels_IsPrintedOrRefused()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        var document = Archives.Docx(
            Archives.PictureOf("p"), """<Relationship Id="p" Type="OFFICE/image" Target="media/a.png"/>""", others: ("word/media/a.png", Pngs.Blank(30_000, 30_000)));

        var html = await Endurance.AssertAsync(silo, DocumentCapabilities.Convert, GatewayAnswer.Raw(document), GatewayAnswer.Answered, "from=docx&to=html");
        await Endurance.AssertAsync(
            silo, DocumentCapabilities.Convert, GatewayAnswer.Raw(document), "answered|document.too_complex|document.unreadable|deadline_exceeded", "from=docx&to=pdf", TimeSpan.FromSeconds(10));

        Assert.Contains("data:image/png;base64,", html.Output!.Value.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Other tests share the silo, so it is enough that those programs are gone that there are now.</summary>
    private async Task NoProgramIsLeftAsync()
    {
        var programs = ChildPrograms.Of(silo.Silo, "pandoc").Concat(ChildPrograms.Of(silo.Silo, "pdftotext")).ToList();
        await Eventually.TrueAsync(() => !programs.Exists(ChildPrograms.Runs), "the program is gone");
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A PDF whose object 2 is the tree of its pages. Readers find the objects by themselves, so it has no table of them.</summary>
    private static byte[] Pdf(string pages) => Encoding.Latin1.GetBytes($"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj{pages}endobj\ntrailer<</Root 1 0 R/Size 3>>\n");

    private static byte[] Page(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return
        [
            .. "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"u8,
            .. "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"u8,
            .. Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"4 0 obj<</Filter/FlateDecode/Length {packed.Length}>>stream\n")),
            .. packed.ToArray(),
            .. "\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n"u8,
        ];
    }
}
