using System.Text;
using MimeKit.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>Turns HTML into the text that a reader sees: lines where elements begin new ones, white space collapsed, nothing of what is hidden.</summary>
/// <remarks>Works token by token, so that no nesting, however deep or broken, costs more than its characters.</remarks>
internal static class HtmlReading
{
    /// <summary>The text of a document, at most about <paramref name="maxLength"/> characters of it.</summary>
    public static string ToText(string html, int maxLength)
    {
        var text = new StringBuilder(Math.Min(html.Length, 4_096));
        foreach (var token in VisibleHtml.Tokens(html, IsHidden))
        {
            if (text.Length >= maxLength)
            {
                break;
            }

            switch (token)
            {
                case HtmlTagToken tag:
                    AppendBreak(tag, text);
                    break;
                case HtmlDataToken data:
                    WhiteSpace.AppendCollapsed(text, data.Data.AsSpan(0, Math.Min(data.Data.Length, maxLength)));
                    break;
            }
        }

        return text.ToString().Trim();
    }

    private static bool IsHidden(HtmlTagId tag) => tag is HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title or HtmlTagId.NoScript;

    private static void AppendBreak(HtmlTagToken tag, StringBuilder text)
    {
        switch (tag.Id)
        {
            case HtmlTagId.Br:
                AppendLine(text);
                break;
            case HtmlTagId.LI when !tag.IsEndTag:
                StartLine(text);
                text.Append("- ");
                break;
            case HtmlTagId.TD or HtmlTagId.TH:
                WhiteSpace.AppendCollapsed(text, " ");
                break;
            case HtmlTagId.P or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.H5 or HtmlTagId.H6 or HtmlTagId.BlockQuote or HtmlTagId.UL or HtmlTagId.OL or HtmlTagId.Table:
                StartLine(text);
                if (text.Length > 1 && text[^2] != '\n')
                {
                    text.Append('\n');
                }

                break;
            case HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.HR or HtmlTagId.LI or HtmlTagId.DD or HtmlTagId.DT or HtmlTagId.Pre or HtmlTagId.Center or HtmlTagId.Form or HtmlTagId.Body:
                StartLine(text);
                break;
        }
    }

    private static void AppendLine(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        if (text.Length > 0)
        {
            text.Append('\n');
        }
    }

    private static void StartLine(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }
}
