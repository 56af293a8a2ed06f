using AngleSharp.Dom;

namespace WorkerGrains.Engines.Web;

/// <summary>Finds the main text of a page.</summary>
/// <remarks>
/// Source: C. Kohlschütter, P. Fankhauser, W. Nejdl, "Boilerplate Detection using Shallow Text Features", WSDM 2010, the classifier by number of words
/// (algorithm 2): a block is content by its own words and links and by those of its neighbours. Where the page itself marks its main part
/// (<c>main</c>, a single <c>article</c>), only what is mostly links is left out of it.
/// </remarks>
internal static class MainText
{
    private const double MaxLinkDensity = 0.333333;
    private const double MaxLinkDensityBefore = 0.555556;

    public static string Of(IDocument document, PageElements elements, CancellationToken cancellationToken)
    {
        if (MarkedMain(elements) is { } main)
        {
            return Join(TextBlockReader.Read(main, cancellationToken), static (blocks, at) => blocks[at].LinkDensity <= MaxLinkDensity);
        }

        if (document.Body is not { } body)
        {
            return "";
        }

        var blocks = TextBlockReader.Read(body, cancellationToken);
        return Join(blocks, IsContent) is { Length: > 0 } content
            ? content
            : Join(blocks, static (blocks, at) => blocks[at].LinkDensity <= MaxLinkDensity);
    }

    private static IElement? MarkedMain(PageElements elements) =>
        Single(elements, static element => element.LocalName == "main")
        ?? Single(elements, static element => element.Attributes.Length > 0 && element.GetAttribute("role") == "main")
        ?? Single(elements, static element => element.LocalName == "article");

    private static IElement? Single(PageElements elements, Func<IElement, bool> isMarked) =>
        elements.Where(isMarked).Take(2).ToList() is [var only] && !string.IsNullOrWhiteSpace(only.TextContent) ? only : null;

    private static string Join(IReadOnlyList<TextBlock> blocks, Func<IReadOnlyList<TextBlock>, int, bool> isContent)
    {
        var kept = new List<string>();
        var headings = new List<string>();
        for (var at = 0; at < blocks.Count; at++)
        {
            // A heading belongs to the text below it and is kept or dropped with it.
            if (blocks[at].IsHeading)
            {
                headings.Add(blocks[at].Text);
            }
            else if (isContent(blocks, at))
            {
                kept.AddRange(headings);
                kept.Add(blocks[at].Text);
                headings.Clear();
            }
            else
            {
                headings.Clear();
            }
        }

        return string.Join("\n\n", kept);
    }

    private static bool IsContent(IReadOnlyList<TextBlock> blocks, int at)
    {
        var current = blocks[at];
        var previous = at == 0 ? default : blocks[at - 1];
        var next = at == blocks.Count - 1 ? default : blocks[at + 1];
        if (current.LinkDensity > MaxLinkDensity)
        {
            return false;
        }

        return previous.LinkDensity <= MaxLinkDensityBefore
            ? current.Words > 16 || next.Words > 15 || previous.Words > 4
            : current.Words > 40 || next.Words > 17;
    }
}
