using System.Text;
using Markdig;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Documents;

/// <summary>Markdown to HTML without pandoc, by Markdig, so that the most asked-for conversion works on a bare machine.</summary>
internal static class MarkdownRenderer
{
    private static readonly MarkdownPipeline s_commonMark = new MarkdownPipelineBuilder().Build();
    private static readonly MarkdownPipeline s_extended = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseFootnotes().UseDefinitionLists().UseTaskLists().UseEmphasisExtras().UseAutoIdentifiers().UseAutoLinks().UseYamlFrontMatter().Build();

    /// <summary>Whether it converts between the two.</summary>
    public static bool Converts(DocumentFormat from, DocumentFormat to) => to == DocumentFormats.Html && from.MediaType == DocumentFormats.Markdown.MediaType;

    /// <summary>Converts; <see langword="null"/> when the text nests deeper than is followed.</summary>
    public static string? Render(ReadOnlyMemory<byte> markdown, DocumentFormat from)
    {
        try
        {
            return Markdown.ToHtml(Encoding.UTF8.GetString(markdown.Span), from.Name == "commonmark" ? s_commonMark : s_extended);
        }
        catch (ArgumentException)
        {
            // How Markdig says that a text nests too deep.
            return null;
        }
    }
}
