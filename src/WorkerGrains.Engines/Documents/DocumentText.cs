using System.Net;
using System.Text;

namespace WorkerGrains.Engines.Documents;

/// <summary>Plain text on its way in and out.</summary>
internal static class DocumentText
{
    /// <summary>Line ends as line feeds, page breaks as empty lines, one line end at the end.</summary>
    public static string Normalize(string text)
    {
        var normalized = text.ReplaceLineEndings("\n").Replace("\f", "\n\n", StringComparison.Ordinal).TrimEnd();
        return normalized.Length == 0 ? "" : normalized + "\n";
    }

    /// <summary>The text as paragraphs of HTML. Pandoc reads no plain text, and as Markdown an asterisk in it would get a meaning.</summary>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var lines = new List<string>();
        foreach (var line in text.Split('\n').Append(""))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(WebUtility.HtmlEncode(line.TrimEnd()));
            }
            else if (lines.Count > 0)
            {
                html.Append("<p>").AppendJoin('\n', lines).Append("</p>\n");
                lines.Clear();
            }
        }

        return html.ToString();
    }

    /// <summary>A page of its own around a part.</summary>
    public static string ToPage(string html) => $"<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"><title></title></head>\n<body>\n{html}</body>\n</html>\n";
}
