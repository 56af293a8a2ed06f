using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Documents;

/// <summary>Real documents, with pandoc called directly as the judge.</summary>
public sealed partial class PandocComparisonTests(DocumentConverterFixture fixture) : IClassFixture<DocumentConverterFixture>
{
    [Theory]
    [InlineData("docx", "docx", "html")]
    [InlineData("odt", "odt", "gfm")]
    [InlineData("epub", "epub", "plain")]
    [InlineData("rtf", "rtf", "html")]
    [InlineData("html", "html", "markdown")]
    [InlineData("markdown", "markdown", "latex")]
    [InlineData("ipynb", "ipynb", "rst")]
    [InlineData("other/docbook-reader.docbook", "docbook", "html")]
    [InlineData("other/latex-reader.latex", "latex", "html")]
    [InlineData("other/mediawiki-reader.wiki", "mediawiki", "gfm")]
    [InlineData("other/opml-reader.opml", "opml", "markdown")]
    [InlineData("other/rst-reader.rst", "rst", "html")]
    public async Task RunAsync_RealDocument_IsWhatPandocMakesOfIt(string place, string from, string to)
    {
        var pandoc = DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var path = SharedFiles.PathOrSkip(["data", "documents", .. place.Split('/')]);
        foreach (var file in File.Exists(path) ? [path] : Directory.GetFiles(path).Where(static file => !file.EndsWith(".native", StringComparison.Ordinal)))
        {
            var document = (await fixture.RunAsync(new ConvertDocument
            {
                Data = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
                From = from,
                To = to,
            })).Value;

            Assert.Equal(WithoutPictures(await RunPandocAsync(pandoc, file, from, to)), WithoutPictures(document?.Content));
        }
    }

    [Fact]
    public async Task RunAsync_EveryDocument_AnswersOrRefuses()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "documents"), "*", SearchOption.AllDirectories))
        {
            var outcome = await fixture.RunAsync(new ConvertDocument
            {
                Data = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
                FileName = Path.GetFileName(file),
                To = "plain",
            });

            var isDocument = !file.EndsWith(".pptx", StringComparison.Ordinal);
            Assert.True(isDocument == outcome.IsSuccess, $"{file}: {outcome.Error?.Reason}");
            Assert.True(!isDocument || outcome.Value!.Content!.Length > 0, file);
        }
    }

    /// <summary>Pandoc names the pictures of a document, where the converter puts them in.</summary>
    private static string? WithoutPictures(string? text) => text is null ? null : PictureAddress().Replace(text, "$1");

    [GeneratedRegex("(<img src=\")(?:media/|Pictures/|data:|[a-z-]+\\.jpg)[^\"]*")]
    private static partial Regex PictureAddress();

    private static async Task<string> RunPandocAsync(string pandoc, string file, string from, string to)
    {
        using var process = Process.Start(new ProcessStartInfo(pandoc, ["--sandbox", "--from", from, "--to", to, "--wrap=preserve", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
