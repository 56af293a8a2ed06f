using System.Text;
using MimeKit.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>Turns HTML into the text that a reader sees, with the links' targets beside it.</summary>
internal static class HtmlText
{
    /// <summary>Appends a document's text, and notes which elements it is made of.</summary>
    /// <param name="html">The document; need not be well-formed.</param>
    /// <param name="text">Takes the text.</param>
    /// <param name="maxLength">How long <paramref name="text"/> may get.</param>
    /// <param name="facts">Takes <c>tag:</c> and the name of each known element, and <c>html-comment</c>.</param>
    public static void Append(string html, StringBuilder text, int maxLength, ISet<string> facts)
    {
        foreach (var token in VisibleHtml.Tokens(html, IsHidden))
        {
            if (text.Length >= maxLength)
            {
                break;
            }

            switch (token)
            {
                case HtmlTagToken tag:
                    AppendTag(tag, text, maxLength, facts);
                    break;
                case HtmlCommentToken:
                    facts.Add("html-comment");
                    break;
                case HtmlDataToken data:
                    text.Append(data.Data, 0, Math.Min(data.Data.Length, maxLength - text.Length));
                    break;
            }
        }
    }

    private static bool IsHidden(HtmlTagId tag) => tag is HtmlTagId.Style or HtmlTagId.Script;

    private static void AppendTag(HtmlTagToken tag, StringBuilder text, int maxLength, ISet<string> facts)
    {
        // Tags that only style stand within words, at times to hide the words from filters.
        if (!IsInline(tag.Id))
        {
            text.Append(' ');
        }

        if (tag.IsEndTag)
        {
            return;
        }

        if (tag.Id != HtmlTagId.Unknown)
        {
            facts.Add("tag:" + tag.Id.ToHtmlTagName());
        }

        foreach (var attribute in tag.Attributes)
        {
            if (attribute.Id is HtmlAttributeId.Href or HtmlAttributeId.Action && attribute.Value is { Length: > 0 } target)
            {
                text.Append(' ').Append(target, 0, Math.Min(target.Length, Math.Max(0, maxLength - text.Length))).Append(' ');
            }
        }
    }

    private static bool IsInline(HtmlTagId tag) => tag is HtmlTagId.A or HtmlTagId.B or HtmlTagId.Big or HtmlTagId.EM or HtmlTagId.Font or HtmlTagId.I
        or HtmlTagId.S or HtmlTagId.Small or HtmlTagId.Span or HtmlTagId.Strong or HtmlTagId.U or HtmlTagId.Unknown;
}
