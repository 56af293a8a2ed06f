using System.Text;
using AngleSharp.Dom;

namespace WorkerGrains.Engines.Web;

/// <summary>The text of an element as a reader sees it: white space collapsed, scripts and the like left out.</summary>
internal static class ElementText
{
    private static readonly HashSet<string> s_unseen =
        ["script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video", "head", "select", "textarea", "datalist"];

    private static readonly HashSet<string> s_blocks =
    [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
        "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    ];

    /// <summary>Whether its text is not for readers.</summary>
    public static bool IsUnseen(IElement element) => s_unseen.Contains(element.LocalName) || (element.Attributes.Length > 0 && element.HasAttribute("hidden"));

    /// <summary>Whether it starts on a line of its own.</summary>
    public static bool IsBlock(IElement element) => s_blocks.Contains(element.LocalName);

    /// <summary>The text on one line, at most <paramref name="maxLength"/> characters of it.</summary>
    public static string Of(INode node, int maxLength)
    {
        var text = new StringBuilder();
        Append(node, text, maxLength);
        return text.ToString().TrimEnd();
    }

    // Recursive, as deep as the page, which the guard bounds.
    private static void Append(INode node, StringBuilder text, int maxLength)
    {
        if (node is IText { Data: var data })
        {
            WhiteSpace.AppendCollapsed(text, data, maxLength);
            return;
        }

        var separates = node is IElement element && (IsBlock(element) || element.LocalName == "br");
        if (separates)
        {
            WhiteSpace.AppendCollapsed(text, " ", maxLength);
        }

        foreach (var child in node.ChildNodes)
        {
            if (text.Length >= maxLength)
            {
                return;
            }

            if (child is IText || (child is IElement inner && !IsUnseen(inner)))
            {
                Append(child, text, maxLength);
            }
        }

        if (separates)
        {
            WhiteSpace.AppendCollapsed(text, " ", maxLength);
        }
    }
}
