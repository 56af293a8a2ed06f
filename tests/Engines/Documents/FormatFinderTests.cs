using System.Text;
using WorkerGrains.Engines.Documents;
using WorkerGrains.Tests.Engines.Files;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Documents;

/// <summary>Formats told with the model of <c>file.identify</c> at hand.</summary>
public sealed class FormatFinderTests(FileIdentifierFixture fixture) : IClassFixture<FileIdentifierFixture>
{
    [Theory]
    [InlineData("filetypes/markdown/README.md", null, "markdown")]
    [InlineData("documents/markdown/testsuite.txt", null, "markdown")]
    [InlineData("documents/other/rst-reader.rst", null, "rst")]
    [InlineData("tables/csv/wine_test.csv", null, "csv")]
    [InlineData("filetypes/markdown/README.md", "notes.txt", "plain")]
    [InlineData("filetypes/markdown/README.md", "notes.rst", "rst")]
    [InlineData("documents/docx/image.docx", null, "docx")]
    [InlineData("filetypes/png", null, null)]
    public async Task FindAsync_RealFile_IsWhatItIs(string place, string? fileName, string? expected)
    {
        var path = SharedFiles.PathOrSkip(["data", .. place.Split('/')]);
        var bytes = await File.ReadAllBytesAsync(Directory.Exists(path) ? Directory.GetFiles(path)[0] : path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (await new FormatFinder(fixture.Identifier).FindAsync(bytes, fileName, TestContext.Current.CancellationToken))?.Name);
    }

    [Theory]
    [InlineData("Just some words, and no more of them than fit into two lines\nof a letter that somebody wrote.", "plain")]
    [InlineData("", "plain")]
    [InlineData("x", "plain")]
    [InlineData(@"\documentclass{article}", "latex")]
    public async Task FindAsync_Text_IsLeftAsItIs(string text, string expected) =>
        Assert.Equal(expected, (await new FormatFinder(fixture.Identifier).FindAsync(Encoding.UTF8.GetBytes(text), null, TestContext.Current.CancellationToken))?.Name);

    [Fact]
    public async Task FindAsync_ModelNotInstalled_TellsByContentAndName()
    {
        using var models = new TemporaryModels();
        using var repository = models.Open();
        var finder = new FormatFinder(FileIdentifierFixture.Create(repository));

        Assert.Equal("plain", (await finder.FindAsync("# Title\n\nSome *text*, and `code`.\n"u8.ToArray(), null, TestContext.Current.CancellationToken))?.Name);
        Assert.Equal("html", (await finder.FindAsync("<!doctype html><p>x"u8.ToArray(), null, TestContext.Current.CancellationToken))?.Name);
    }
}
