using WorkerGrains.Engines.Documents;

namespace WorkerGrains.Tests.Engines.Documents;

public sealed class ProgramWarningsTests
{
    [Fact]
    public void OfPandoc_Warnings_KeepsThoseOfTheDocument() => Assert.Equal(
        ["Could not load include file passwd.tex at line 1", "This document format requires a nonempty <title> element. Defaulting to '-' as the title."],
        ProgramWarnings.OfPandoc("""
            [WARNING] Could not load translations for en-US
              data file translations/en.yaml not found
            [WARNING] The term Abstract has no translation defined.
            [WARNING] Could not load include file /etc/passwd.tex at line 1
            [WARNING] This document format requires a nonempty <title> element.
              Defaulting to '-' as the title.
            [INFO] /home/me/x
            """));

    [Fact]
    public void OfLines_Addresses_StayWhole() => Assert.Equal(
        ["Failed to load http://x.example/a/b.png and b.png"], ProgramWarnings.OfLines("Failed to load http://x.example/a/b.png and /tmp/workergrains-x/b.png\n\n"));

    [Fact]
    public void OfLines_Flood_IsBounded()
    {
        var warnings = ProgramWarnings.OfLines(string.Join('\n', Enumerable.Range(0, 1_000).Select(static i => $"{i} {new string('x', 10_000)}")));

        Assert.Equal(50, warnings.Count);
        Assert.All(warnings, static warning => Assert.Equal(500, warning.Length));
    }
}
