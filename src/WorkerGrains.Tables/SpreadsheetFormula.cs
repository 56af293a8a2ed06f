using System.Text.RegularExpressions;

namespace WorkerGrains.Tables;

/// <summary>Texts that a spreadsheet takes for a formula when it opens a CSV.</summary>
internal static partial class SpreadsheetFormula
{
    /// <summary>They begin with one of these, in narrow or wide letters, white space before it or not; a tab or line end alone is enough.</summary>
    public const string Pattern = @"^(\s*[=+\-@＝＋－＠]|[\t\r\n])";

    public static string Escape(string text) => Formula().IsMatch(text) ? "'" + text : text;

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Formula();
}
