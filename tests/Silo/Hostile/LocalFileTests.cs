using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tests.Engines.Documents;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Documents that name files of the silo's machine in every way that their formats have: nothing of those files comes out.</summary>
public sealed class LocalFileTests(SharedSilo silo) : IClassFixture<SharedSilo>, IDisposable
{
    private const string NotOffered = "document.conversion_not_offered";

    /// <summary>Formats that embed what a document shows, if they can get it, and one that says what the others would.</summary>
    private static readonly string[] s_outputs = ["html", "docx", "pdf", "plain"];

    private static readonly Dictionary<string, string> s_texts = new()
    {
        ["latex"] =
            """
            \documentclass{article}\usepackage{SECRET}\usepackage{graphicx}\begin{document}
            Begin. \input{SECRET} \include{SECRET} \subfile{SECRET} \import{/}{SECRET} \lstinputlisting{SECRET.tex} \verbatiminput{SECRET.tex} \inputminted{text}{SECRET.tex}
            \includegraphics{SECRET.png} \includepdf{SECRET} \cite{x} \bibliography{SECRET} \openin5=SECRET \read5 to\line \line \write18{cat SECRET} \input{|cat SECRET}
            \end{document}
            """,
        ["rst"] =
            """
            Begin.

            .. include:: SECRET
            .. include:: SECRET.rst
               :literal:
            .. include:: STEPSUP/SECRET
            .. raw:: html
               :file: SECRET.html
            .. raw:: html
               :url: file://SECRET.html
            .. literalinclude:: SECRET
            .. figure:: SECRET.png
            .. image:: file://SECRET.png
            .. bibliography:: SECRET.bib
            """,
        ["rst of a table's file"] = "Begin.\n\n.. csv-table::\n   :file: SECRET.csv\n",
        ["rst of a table's address"] = "Begin.\n\n.. csv-table::\n   :url: file://SECRET.csv\n",
        ["org"] =
            """
            #+SETUPFILE: SECRET.org
            #+BIBLIOGRAPHY: SECRET.bib
            Begin.
            #+INCLUDE: "SECRET.org"
            #+INCLUDE: "SECRET" src text
            #+INCLUDE: "SECRET" export html
            [[file:SECRET.png]] [[SECRET.png]]
            #+BEGIN_SRC sh :results output :exports results
            cat SECRET
            #+END_SRC
            """,
        ["markdown"] =
            """
            ---
            bibliography: SECRET.bib
            nocite: '@*'
            css: SECRET.css
            include-before: SECRET
            header-includes: \input{SECRET}
            ---

            Begin. ![x](SECRET.png) ![y](file://SECRET.png) ![z](STEPSUPSECRET.png) [@x] \input{SECRET} \include{SECRET}

            !include SECRET

            ```{.include}
            SECRET
            ```

            ```{=latex}
            \input{SECRET}
            ```

            <img src="SECRET.png"> <iframe src="SECRET.html"></iframe>
            """,
        ["html"] =
            """
            <html><head><base href="file:///"><link rel=stylesheet href="SECRET.css"><link rel=attachment href="file://SECRET"><script src="SECRET"></script>
            <style>@import "file://SECRET.css"; p { background: url("file://SECRET.png") }</style></head><body background="SECRET.png"><!--#include file="SECRET"-->
            <p>Begin.</p><img src="SECRET.png"><img src="file://SECRET.png"><img srcset="SECRET.png 2x"><iframe src="file://SECRET.html"></iframe><object data="SECRET.html"></object>
            <embed src="SECRET.png"><video src="SECRET" poster="SECRET.png"></video><input type=image src="SECRET.png">
            <svg xmlns="http://www.w3.org/2000/svg"><image href="file://SECRET.png" width="9" height="9"/><use href="SECRET.xml#x"/></svg></body></html>
            """,
        ["docbook"] =
            """
            <article xmlns="http://docbook.org/ns/docbook" xmlns:xi="http://www.w3.org/2001/XInclude"><para>Begin.</para><xi:include href="SECRET.xml"/><xi:include href="SECRET" parse="text"/>
            <mediaobject><imageobject><imagedata fileref="SECRET.png"/></imageobject><textobject><textdata fileref="SECRET"/></textobject></mediaobject></article>
            """,
        ["jats"] =
            """
            <article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude"><body><p>Begin.</p><xi:include href="SECRET.xml"/><fig><graphic xlink:href="SECRET.png"/></fig></body></article>
            """,
        ["opml"] =
            """
            <opml version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude"><body><outline text="Begin." _note="![x](SECRET.png) \input{SECRET}" url="SECRET"><xi:include href="SECRET.xml"/></outline></body></opml>
            """,
        ["fb2"] =
            """
            <FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink"><stylesheet type="text/css">@import "SECRET.css"</stylesheet>
            <body><section><p>Begin.</p><image l:href="file://SECRET.png"/><image l:href="SECRET.png"/></section></body></FictionBook>
            """,
        ["ipynb"] =
            """
            {"cells":[{"cell_type":"markdown","metadata":{},"source":["Begin. ![x](SECRET.png) ![y](attachment:SECRET.png) <img src='SECRET.png'>"]},
            {"cell_type":"raw","metadata":{"raw_mimetype":"text/restructuredtext"},"source":[".. include:: SECRET"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}
            """,
        ["t2t"] = "Title\nAuthor\nDate\n\nBegin.\n\n%!include: SECRET\n%!include: ``SECRET``\n%!includeconf: SECRET\n\n[SECRET.png]\n",
        ["man"] = ".TH A 1\n.SH BEGIN\nBegin.\n.so SECRET\n.mso SECRET\n.PSPIC SECRET.png\n.pso cat SECRET\n",
        ["muse"] = "Begin.\n\n<include file=\"SECRET\">\n\n[[SECRET.png]]\n\n<lisp>(insert-file-contents \"SECRET\")</lisp>\n",
        ["mediawiki"] = "Begin. [[File:SECRET.png]] {{:SECRET}} {{#include:SECRET}} <include src=\"SECRET\" />\n",
        ["dokuwiki"] = "Begin. {{SECRET.png}} {{file://SECRET.png}} {{page>SECRET}}\n",
        ["textile"] = "Begin. !SECRET.png! !file://SECRET.png!\n",
        ["twiki"] = "Begin. %INCLUDE{\"SECRET\"}% <img src=\"SECRET.png\" />\n",
        ["tikiwiki"] = "Begin. {img src=\"SECRET.png\"} {include page=\"SECRET\"}\n",
        ["vimwiki"] = "Begin. {{file:SECRET.png}} {{local:SECRET.png}}\n",
        ["creole"] = "Begin. {{SECRET.png}} {{file://SECRET.png|x}}\n",
        ["jira"] = "Begin. !SECRET.png! !file://SECRET.png|thumbnail! {include:SECRET}\n",
        ["native"] = """[Para [Str "Begin.",Image ("",[],[]) [] ("SECRET.png",""),Image ("",[],[]) [] ("file://SECRET.png","")],RawBlock (Format "latex") "\\input{SECRET}"]""",
        ["rtf"] = """{\rtf1 {\*\template SECRET}Begin. {\field{\*\fldinst INCLUDETEXT "SECRET"}{\fldrslt x}}{\field{\*\fldinst INCLUDEPICTURE "SECRET.png"}{\fldrslt y}}\par}""",
        ["typst"] = "Begin.\n\n#include \"SECRET\"\n#read(\"SECRET\")\n#image(\"SECRET.png\")\n#bibliography(\"SECRET.bib\")\n",
    };

    private readonly Secret _secret = new();

    public static TheoryData<string> Texts { get; } = new(s_texts.Keys);

    public void Dispose() => _secret.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public Task Http_Text_GetsNothingOfThem(string name) => AssertKeptAsync(Encoding.UTF8.GetBytes(_secret.In(s_texts[name])), name.Split(' ')[0], name switch
    {
        "typst" => $"{GatewayAnswer.Answered}|{NotOffered}",
        "rst of a table's file" or "rst of a table's address" => $"{GatewayAnswer.Answered}|document.unreadable",
        _ => GatewayAnswer.Answered,
    });

    [Fact]
    public Task Http_Docx_GetsNothingOfThem() => AssertKeptAsync(
        Archives.Docx(
            _secret.In("""
            <w:p><w:r><w:t>Begin.</w:t></w:r></w:p>
            <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> INCLUDETEXT "SECRET" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
            <w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;SECRET.png&quot; \d "><w:r><w:t>y</w:t></w:r></w:fldSimple></w:p>
            """ + string.Concat(Enumerable.Range(1, 4).Select(static number => Archives.PictureOf($"p{number}", isLinked: number % 2 == 0)))
            + """<w:altChunk r:id="chunk"/>"""),
            _secret.In("""
            <Relationship Id="p1" Type="OFFICE/image" Target="file://SECRET.png" TargetMode="External"/><Relationship Id="p2" Type="OFFICE/image" Target="SECRET.png" TargetMode="External"/>
            <Relationship Id="p3" Type="OFFICE/image" Target="STEPSUPSECRET.png"/><Relationship Id="p4" Type="OFFICE/image" Target="SECRET.png"/>
            <Relationship Id="chunk" Type="OFFICE/aFChunk" Target="SECRET.html" TargetMode="External"/><Relationship Id="t" Type="OFFICE/attachedTemplate" Target="SECRET" TargetMode="External"/>
            """)),
        "docx");

    [Fact]
    public Task Http_Odt_GetsNothingOfThem() => AssertKeptAsync(
        Archives.Odt(
            _secret.In("""
            <text:p>Begin.</text:p><text:section text:name="s"><text:section-source xlink:href="file://SECRET"/></text:section>
            <text:p><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="file://SECRET.png"/></draw:frame><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="SECRET.png"/></draw:frame>
            <draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="STEPSUPSECRET.png"/></draw:frame><draw:frame><draw:object xlink:href="SECRET.xml"/></draw:frame></text:p>
            """)),
        "odt");

    [Theory]
    [InlineData("a.xhtml", GatewayAnswer.Answered)]
    [InlineData("STEPSUPSECRET", "document.unreadable")]
    [InlineData("file://SECRET", "document.unreadable")]
    public Task Http_Epub_GetsNothingOfThem(string chapter, string outcome) => AssertKeptAsync(
        Archives.Epub(_secret.In("""<p>Begin.</p><img src="SECRET.png"/><img src="file://SECRET.png"/><img src="STEPSUPSECRET.png"/><iframe src="SECRET"/>"""), _secret.In(chapter)), "epub", outcome);

    private async Task AssertKeptAsync(byte[] document, string format, string outcomes = GatewayAnswer.Answered)
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        await Task.WhenAll(s_outputs.Select(async to =>
        {
            var answer = await Endurance.AssertAsync(silo, DocumentCapabilities.Convert, GatewayAnswer.Raw(document), outcomes, $"from={format}&to={to}&standalone=true");
            if (answer.Output is not { } output)
            {
                return;
            }

            var bytes = output.TryGetProperty("data", out var data) ? data.GetBytesFromBase64() : Encoding.UTF8.GetBytes(output.GetProperty("content").GetString()!);
            Assert.False(_secret.IsIn(bytes), $"{format} to {to}");
            Assert.False(_secret.IsIn(Encoding.UTF8.GetBytes(output.GetProperty("warnings").ToString())));
            if (to == "pdf")
            {
                await AssertPrintedWithoutAsync(bytes, format);
            }
            else if (to == "plain")
            {
                Assert.Contains("begin", output.GetProperty("content").GetString(), StringComparison.OrdinalIgnoreCase);
            }
        }));
    }

    /// <summary>A PDF packs its text, so it is read; a picture in it is packed anew, so there must be none at all, and no file attached.</summary>
    private async Task AssertPrintedWithoutAsync(byte[] pdf, string format)
    {
        var text = await Endurance.AssertAsync(silo, DocumentCapabilities.Convert, GatewayAnswer.Raw(pdf), GatewayAnswer.Answered, "from=pdf&to=plain");

        Assert.False(_secret.IsIn(Encoding.UTF8.GetBytes(text.Output!.Value.GetProperty("content").GetString()!)), $"{format} to pdf");
        Assert.True(pdf.AsSpan().IndexOf("/Image"u8) < 0 && pdf.AsSpan().IndexOf("EmbeddedFile"u8) < 0, $"{format} to pdf");
    }
}
