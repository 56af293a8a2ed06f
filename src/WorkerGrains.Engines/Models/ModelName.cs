using System.Text.RegularExpressions;

namespace WorkerGrains.Engines.Models;

/// <summary>What a model may be called. A name becomes a folder, so nothing passes that could lead out of one.</summary>
internal static partial class ModelName
{
    public const string Rule = "A model's name is 1 to 64 lower-case letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.";

    public static bool IsValid(string name) => name.Length <= 64 && Pattern().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9._-]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
