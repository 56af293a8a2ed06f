using System.Text.RegularExpressions;

namespace WorkerGrains.Contracts;

/// <summary>What names in a contract may look like. They end up in routes, logs, metrics and grain keys, so only plain ASCII passes.</summary>
internal static partial class ContractPatterns
{
    public static bool IsName(string text) => text.Length <= 64 && Name().IsMatch(text);

    public static bool IsErrorCode(string text) => text.Length <= 64 && ErrorCode().IsMatch(text);

    public static bool IsTag(string text) => text.Length <= 32 && Tag().IsMatch(text);

    public static bool IsMediaType(string text) => text.Length <= 128 && MediaType().IsMatch(text);

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[a-z0-9]+/[a-z0-9][a-z0-9.+-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex MediaType();
}
