using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Web;

namespace WorkerGrains.Tests.Engines.Web;

public sealed class HtmlExtractorConformanceTests : EngineConformance
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<ExtractHtml, ExtractedHtml>
    {
        Engine = new HtmlExtractor(Options.Create(new HtmlOptions())),
        Inputs =
        [
            static () => new ExtractHtml { Html = "<title>One</title><p>1" },
            static () => new ExtractHtml { Page = "<title>Two</title><a href=/2>2</a>"u8.ToArray(), BaseUrl = "https://example.org/" },
            static () => new ExtractHtml { Html = "<title>Three</title><table><tr><td>3" },
        ],
        BadInput = static () => new ExtractHtml { Html = "<p>4", Selectors = [new HtmlSelector { Name = "bad", Css = "p[" }] },
        Lanes = 2,
        Same = static (one, other) => one.Title == other.Title && one.Text == other.Text && one.Links.Count == other.Links.Count && one.Tables.Count == other.Tables.Count,
    });
}
