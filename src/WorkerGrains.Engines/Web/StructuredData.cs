using System.Text.Json;
using AngleSharp.Dom;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Web;

/// <summary>Reads what a page states of itself for machines: JSON-LD and OpenGraph.</summary>
internal static class StructuredData
{
    private const string Member = "jsonLd";

    // Below what contract records allow, because the answer nests it.
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 24, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly string[] s_prefixes = ["og:", "article:", "book:", "profile:", "product:", "music:", "video:", "fb:", "twitter:"];

    /// <summary>The JSON of a script element, or <see langword="null"/> for a broken one.</summary>
    public static JsonElement? ReadJsonLd(IElement script, TextBudget budget)
    {
        var text = script.TextContent;
        if (text.Length > budget.Left)
        {
            budget.Cut(Member);
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, s_json);
            budget.Take(Member, text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The property of a meta element, or <see langword="null"/> for one that says something else.</summary>
    public static HtmlProperty? ReadProperty(IElement meta, TextBudget budget)
    {
        var name = meta.GetAttribute("property") ?? meta.GetAttribute("name");
        return name is not null && meta.GetAttribute("content") is { } content && s_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            ? new HtmlProperty { Name = budget.Take("openGraph", name), Value = budget.Take("openGraph", content) }
            : null;
    }
}
