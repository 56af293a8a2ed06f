using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Documents;

public sealed class DocumentConverterConformanceTests(DocumentConverterFixture fixture) : EngineConformance, IClassFixture<DocumentConverterFixture>
{
    private protected override async ValueTask<EngineUnderTest> StartAsync() => new EngineUnderTest<ConvertDocument, ConvertedDocument>
    {
        Engine = await fixture.StartedAsync(),
        Inputs =
        [
            static () => new ConvertDocument { Content = "# One", From = "markdown", To = "html" },
            static () => new ConvertDocument { Content = "<p>Two <b>words</b></p>", From = "html", To = "gfm" },
            static () => new ConvertDocument { Content = "Three", From = "plain", To = "plain" },
        ],
        BadInput = static () => new ConvertDocument { Content = "# Four", From = "markdown", To = "no-such-format" },
        Lanes = 2,
        Same = static (one, other) => one.Content == other.Content && one.Sha256 == other.Sha256,
    };
}
