using System.Text;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Web;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Web;

public sealed class HtmlExtractorTests
{
    private const string Page = """
        <!doctype html><html lang="en-GB"><head>
        <title>  The   harbour </title><meta name="description" content="About boats.">
        <meta property="og:title" content="Harbour"><meta property="og:image" content="https://cdn.example/boat.jpg">
        <link rel="canonical" href="/harbour"><base href="sub/">
        <script type="application/ld+json">{"@type":"Article","headline":"The harbour"}</script>
        <script type="application/ld+json">{broken</script>
        <script>document.title = "scripted";</script></head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us and everything that we have ever done for the town</a></li></ul></nav>
        <h1 id="top">The harbour</h1>
        <p>The harbour was built in 1712 by fishermen of the <a href="town#people">town</a>, who had until then pulled their boats onto the sand every night.</p>
        <p>Today it holds forty boats, most of which go out for herring<br>between March and October and stay in for the rest of the year.</p>
        <table><caption>Boats</caption><thead><tr><th>Name</th><th colspan="2">Size</th></tr></thead>
        <tr><td rowspan="2">Ada</td><td>3</td><td>m</td></tr><tr><td>4</td></tr></table>
        <img src="boat.jpg" alt="A boat"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
        <a href="javascript:alert(1)">no</a><a href="mailto:a@example.org">Mail</a><a href="//other.example/x"><img src="i.png" alt="Other"></a>
        <footer>Copyright the town, all rights reserved, for ever and ever, whatever anyone else may say about it in the meantime.</footer>
        </body></html>
        """;

    private readonly HtmlExtractor _extractor = new(Options.Create(new HtmlOptions()));

    [Fact]
    public async Task RunAsync_Page_FindsWhatItStatesOfItself()
    {
        var page = await ExtractAsync(new ExtractHtml { Html = Page, BaseUrl = "https://town.example/sights/" });

        Assert.Equal("The harbour", page.Title);
        Assert.Equal("About boats.", page.Description);
        Assert.Equal("en-GB", page.Language);
        Assert.Equal("https://town.example/sights/sub/", page.BaseUrl);
        Assert.Equal("https://town.example/harbour", page.CanonicalUrl);
        Assert.Equal("The harbour", Assert.Single(page.JsonLd).GetProperty("headline").GetString());
        Assert.Equal(["og:title", "og:image"], page.OpenGraph.Select(static property => property.Name));
        Assert.Equal((1, "The harbour", "top"), Assert.Single(page.Headings.Select(static heading => (heading.Level, heading.Text, heading.Id!))));
        Assert.Empty(page.Truncated);
    }

    [Fact]
    public async Task RunAsync_Page_FindsMainTextWithoutNavigation()
    {
        var page = await ExtractAsync(new ExtractHtml { Html = Page });

        Assert.Equal(
            """
            The harbour

            The harbour was built in 1712 by fishermen of the town, who had until then pulled their boats onto the sand every night.

            Today it holds forty boats, most of which go out for herring
            between March and October and stay in for the rest of the year.
            """.ReplaceLineEndings("\n"),
            string.Join("\n\n", page.Text.Split("\n\n").Take(3)));
        Assert.DoesNotContain("Home", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Copyright", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("scripted", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BaseKnown_MakesAddressesAbsolute()
    {
        var page = await ExtractAsync(new ExtractHtml { Html = Page, BaseUrl = "https://town.example/sights/" });

        Assert.Equal(
            ["https://town.example/", "https://town.example/about", "https://town.example/sights/sub/town#people", "mailto:a@example.org", "https://other.example/x"],
            page.Links.Select(static link => link.Url));
        Assert.Equal("Other", page.Links[^1].Text);
        Assert.Equal(["https://town.example/sights/sub/boat.jpg", "https://town.example/sights/sub/i.png"], page.Images.Select(static image => image.Url));
    }

    [Fact]
    public async Task RunAsync_NoBase_LeavesRelativeAddressesOut()
    {
        var page = await ExtractAsync(new ExtractHtml { Html = "<a href='/etc/passwd'>a</a><a href='file:///etc/passwd'>b</a><a href='http://x.example'>c</a>" });

        Assert.Equal("http://x.example/", Assert.Single(page.Links).Url);
    }

    [Fact]
    public async Task RunAsync_TableWithSpans_RepeatsCells()
    {
        var table = Assert.Single((await ExtractAsync(new ExtractHtml { Html = Page })).Tables);

        Assert.Equal("Boats", table.Caption);
        Assert.Equal(1, table.HeaderRows);
        Assert.Equal([["Name", "Size", "Size"], ["Ada", "3", "m"], ["Ada", "4", ""]], table.Rows);
    }

    [Fact]
    public async Task RunAsync_Selectors_AnswersInOrder()
    {
        var page = await ExtractAsync(new ExtractHtml
        {
            Html = Page,
            BaseUrl = "https://town.example/",
            Selectors =
            [
                new HtmlSelector { Name = "cells", Css = "table > tbody tr:nth-child(2n + 1) td:not(:first-child), caption" },
                new HtmlSelector { Name = "links", Css = "nav li + li a[href^='/']", Attribute = "href" },
                new HtmlSelector { Name = "none", Css = "video ~ p" },
                new HtmlSelector { Name = "after", Css = "h1 ~ p" },
            ],
        });

        Assert.Equal(["Boats", "3", "m"], page.Selections[0].Values);
        Assert.Equal(["https://town.example/about"], page.Selections[1].Values);
        Assert.Empty(page.Selections[2].Values);
        Assert.Equal(2, page.Selections[3].Values.Count);
    }

    [Theory]
    [InlineData("div >")]
    [InlineData("> div")]
    [InlineData("a,,b")]
    [InlineData("[href")]
    [InlineData("a:not(b c)")]
    [InlineData("a:not(:not(:not(b)))")]
    [InlineData(":has(:HAS(b))")]
    [InlineData("a a a a a a a a a a a a a a a a a")]
    [InlineData(" ")]
    [InlineData("\"")]
    [InlineData("a)")]
    public async Task RunAsync_BadSelector_SaysSo(string css) =>
        Assert.Equal("html.selector_invalid", await FailureAsync(new ExtractHtml { Html = Page, Selectors = [new HtmlSelector { Name = "x", Css = css }] }));

    [Theory]
    [InlineData("ftp://x.example/")]
    [InlineData("/local")]
    [InlineData("nothing")]
    public async Task RunAsync_BadBase_SaysSo(string baseUrl) =>
        Assert.Equal("html.base_invalid", await FailureAsync(new ExtractHtml { Html = Page, BaseUrl = baseUrl }));

    [Fact]
    public async Task RunAsync_UnknownCharset_SaysSo() =>
        Assert.Equal("html.charset_unknown", await FailureAsync(new ExtractHtml { Page = "x"u8.ToArray(), Charset = "klingon" }));

    public static TheoryData<string> TooComplex { get; } = new(
        Repeat("<div>", 1_000_000),
        Repeat("<b>", 1_000_000),
        Repeat("<a><div>", 200_000),
        Repeat("<table><tr><td>", 100_000),
        Repeat("<template>", 100_000),
        Repeat("<nobr><div>x", 100_000),
        string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"<b id={i}>")) + Repeat("<p>x</p>", 20_000),
        string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"<p><b id={i}>x</p>")),
        Repeat("<p>", 1_000_000),
        "<a " + string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"a{i} ")) + ">",
        Repeat("<svg>", 200_000));

    [Theory]
    [MemberData(nameof(TooComplex), DisableDiscoveryEnumeration = true)]
    public async Task RunAsync_PageBeyondLimits_SaysSo(string html) => Assert.Equal("html.too_complex", await FailureAsync(new ExtractHtml { Html = html }));

    public static TheoryData<string> Strange { get; } = new(
        "",
        Repeat("</x>", 1_000_000),
        Repeat("<!--x-->", 300_000),
        Repeat("&amp;", 1_000_000),
        Repeat("<", 2_000_000),
        "<table>" + Repeat("x<b></b>", 20_000),
        "<table><tr><td colspan=1000 rowspan=65534>x" + Repeat("<tr><td>y", 5_000),
        "<base href='https://x.example/" + Repeat("a", 2_000) + "/'>" + Repeat("<a href=b>c</a>", 20_000),
        Repeat("<select><option>", 50_000),
        Repeat("<div>", 400) + Repeat("word ", 200_000));

    [Theory]
    [MemberData(nameof(Strange), DisableDiscoveryEnumeration = true)]
    public async Task RunAsync_StrangePage_Answers(string html)
    {
        var page = await ExtractAsync(new ExtractHtml { Html = html, Selectors = [new HtmlSelector { Name = "deep", Css = "div div div div div div div div b, :has(b)" }] });

        Assert.True(page.Links.Count <= new HtmlOptions().MaxEntries);
        Assert.True(page.Tables.Sum(static table => table.Rows.Sum(static row => row.Count)) <= new HtmlOptions().MaxTableCells * 2);
    }

    [Fact]
    public async Task RunAsync_SelectorThatFindsEverything_IsCut()
    {
        var extractor = new HtmlExtractor(Options.Create(new HtmlOptions { MaxTextLength = 1_000, MaxEntries = 50 }));

        var outcomes = await extractor.RunAsync(
            [new ExtractHtml { Html = Repeat("<div>word word", 200), Selectors = [new HtmlSelector { Name = "all", Css = "*" }] }], CancellationToken.None);

        var page = outcomes[0].Value!;
        Assert.InRange(page.Selections[0].Values.Count, 0, 50);
        Assert.Contains("selections", page.Truncated);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task RunAsync_Canceled_Stops(int tags)
    {
        using var source = new CancellationTokenSource();
        var options = new CancelingOptions(source);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new HtmlExtractor(options).RunAsync([new ExtractHtml { Html = Repeat("<p>x", tags) }], source.Token));
    }

    [Theory]
    [InlineData("windows-1251", null, "<p>Привет", "windows-1251")]
    [InlineData("windows-1251", "windows-1251", "<p>Привет", "windows-1251")]
    [InlineData("koi8-r", null, "<meta charset=koi8-r><p>Привет", "koi8-r")]
    [InlineData("shift_jis", null, "<meta http-equiv=content-type content='text/html; charset=Shift_JIS'><p>日本語", "shift_jis")]
    [InlineData("utf-8", null, "<p>日本語", "utf-8")]
    [InlineData("utf-16", null, "\uFEFF<p>日本語", "utf-16")]
    [InlineData("utf-8", "iso-8859-1", "\uFEFF<p>é", "utf-8")]
    public async Task RunAsync_Charset_IsFound(string written, string? declared, string html, string expected)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var page = await ExtractAsync(new ExtractHtml { Page = Encoding.GetEncoding(written).GetBytes(html), Charset = declared });

        if (declared is null && written == "windows-1251")
        {
            Assert.Equal("windows-1252", page.Charset);
            return;
        }

        Assert.Equal(expected, page.Charset);
        Assert.EndsWith(page.Text, html, StringComparison.Ordinal);
        Assert.NotEmpty(page.Text);
    }

    [Fact]
    public void TryDecode_CharsetInContentType_BecomesTheMember()
    {
        Assert.True(WebCapabilities.Extract.Input.TryDecode("<p>x"u8.ToArray(), "text/html; charset=\"windows-1251\"", [], out var input, out _));

        Assert.Equal("windows-1251", input.Charset);
    }

    [Fact]
    public void TryDecode_CharsetGivenTwice_MemberGoesFirst()
    {
        Assert.True(WebCapabilities.Extract.Input.TryDecode(
            "<p>x"u8.ToArray(), "text/html; charset=utf-8", [new WorkParameter("charset", "koi8-r")], out var input, out _));

        Assert.Equal("koi8-r", input.Charset);
    }

    [Fact]
    public async Task RunAsync_RealPages_Answers()
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "documents", "html")))
        {
            var page = await ExtractAsync(new ExtractHtml { Page = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken) });

            Assert.False(string.IsNullOrEmpty(page.Text + page.Title), file);
        }
    }

    [Fact]
    public async Task RunAsync_AnyFile_AnswersOrRefuses()
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "filetypes"), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            if (bytes.Length < 2_000_000)
            {
                var outcome = await RunAsync(new ExtractHtml { Page = bytes });
                Assert.True(outcome.IsSuccess || outcome.Error.Reason == "html.too_complex", file);
            }
        }
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private async Task<EngineOutcome<ExtractedHtml>> RunAsync(ExtractHtml input) => (await _extractor.RunAsync([input], TestContext.Current.CancellationToken))[0];

    private async Task<ExtractedHtml> ExtractAsync(ExtractHtml input)
    {
        var outcome = await RunAsync(input);
        Assert.Null(outcome.Error);
        SchemaCheck.AssertPromised(WebCapabilities.Extract, outcome.Value!);
        return outcome.Value!;
    }

    private async Task<string?> FailureAsync(ExtractHtml input)
    {
        var outcome = await RunAsync(input);
        Assert.False(outcome.IsSuccess);
        Assert.Contains(WebCapabilities.Extract.Errors, error => error.Code == outcome.Error.Reason && error.Kind == outcome.Error.Code);
        return outcome.Error.Reason;
    }

    /// <summary>Cancels as soon as the engine looks at its options, which it does once it has begun.</summary>
    private sealed class CancelingOptions(CancellationTokenSource source) : IOptions<HtmlOptions>
    {
        public HtmlOptions Value
        {
            get
            {
                source.Cancel();
                return new HtmlOptions();
            }
        }
    }
}
