using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Documents;

namespace WorkerGrains.Tests.Engines.Documents;

public sealed class FormatDetectorTests
{
    [Theory]
    [InlineData("%PDF-1.4 x", null, "pdf")]
    [InlineData(@"{\rtf1 x}", null, "rtf")]
    [InlineData(@"{\rtf1 x}", "letter.txt", "rtf")]
    [InlineData("<!DOCTYPE html><p>x", null, "html")]
    [InlineData("\uFEFF  <html><p>x", null, "html")]
    [InlineData(@"\documentclass{article}", null, "latex")]
    [InlineData("""{"cells": [{"cell_type": "markdown"}]}""", null, "ipynb")]
    [InlineData("""<?xml version="1.0"?><opml version="2.0">""", null, "opml")]
    [InlineData("#+TITLE: x", null, "org")]
    [InlineData("Just text.", null, "plain")]
    [InlineData("# x", "README.md", "markdown")]
    [InlineData("# x", "../../etc/README.MD", "markdown")]
    [InlineData("x", "notes.rst", "rst")]
    [InlineData("x", "notes.unknown", "plain")]
    [InlineData("x", "letter.docx", "plain")]
    [InlineData("", null, "plain")]
    public void Detect_Content_TellsFormat(string content, string? fileName, string expected) =>
        Assert.Equal(expected, FormatDetector.Detect(Encoding.UTF8.GetBytes(content), fileName)?.Name);

    [Theory]
    [InlineData("PK\x03\x04 broken", "letter.docx")]
    [InlineData("\x89PNG\0\0", "picture.md")]
    public void Detect_NoDocument_TellsNothing(string content, string fileName) => Assert.Null(FormatDetector.Detect(Encoding.Latin1.GetBytes(content), fileName));

    [Theory]
    [InlineData("docx")]
    [InlineData("odt")]
    [InlineData("epub")]
    [InlineData("rtf")]
    public void Detect_RealDocuments_NeedsNoName(string format)
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "documents", format), $"*.{format}"))
        {
            Assert.Equal(format, FormatDetector.Detect(File.ReadAllBytes(file), fileName: null)?.Name);
        }
    }

    [Fact]
    public void All_Names_AreUnique() => Assert.Equal(DocumentFormats.All.Count, DocumentFormats.All.Select(static format => format.Name).Distinct().Count());
}
