using System.Text.RegularExpressions;

namespace WorkerGrains.Engines.Documents;

/// <summary>Turns what programs say on their standard error into warnings for callers: one a sentence, without folders, bounded.</summary>
internal static partial class ProgramWarnings
{
    private const int MaxWarnings = 50;
    private const int MaxLength = 500;
    private const string Mark = "[WARNING] ";

    // What pandoc says because its sandbox keeps its own translations from it; nothing of the document.
    private static readonly string[] s_noise = ["Could not load translations for", "The term "];

    /// <summary>The warnings of pandoc, whose lines after the first are indented.</summary>
    public static IReadOnlyList<string> OfPandoc(string diagnostics) => Clean(
        Continuation().Replace(diagnostics.ReplaceLineEndings("\n"), " ").Split('\n')
            .Where(static line => line.StartsWith(Mark, StringComparison.Ordinal))
            .Select(static line => line[Mark.Length..])
            .Where(static line => !Array.Exists(s_noise, noise => line.StartsWith(noise, StringComparison.Ordinal))));

    /// <summary>The warnings of programs that say one a line.</summary>
    public static IReadOnlyList<string> OfLines(string diagnostics) => Clean(diagnostics.ReplaceLineEndings("\n").Split('\n'));

    private static List<string> Clean(IEnumerable<string> lines) =>
    [
        .. lines.Select(static line => Folders().Replace(line.Trim(), "$1"))
            .Where(static line => line.Length > 0)
            .Select(static line => line.Length <= MaxLength ? line : line[..MaxLength])
            .Distinct()
            .Take(MaxWarnings),
    ];

    [GeneratedRegex(@"\n[ \t]+", RegexOptions.CultureInvariant)]
    private static partial Regex Continuation();

    // The folders of an absolute path; those of an address on the web follow a colon or a slash and stay.
    [GeneratedRegex(@"(?<![\w:/.])(?:file://)?/(?:[^\s/""']+/)+([^\s/""']*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folders();
}
