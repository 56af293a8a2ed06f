using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>A JSON Pointer (RFC 6901) into what a pipeline has: its input, the outputs of its steps, the entry that a step runs for; or the body of its request, which is no JSON.</summary>
internal sealed class JsonReference
{
    public const string Input = "input";
    public const string Body = "body";
    public const string Steps = "steps";
    public const string Item = "item";
    public const string Index = "index";

    private readonly string[] _path;

    private JsonReference(string root, string? step, string[] path)
    {
        Root = root;
        Step = step;
        _path = path;
    }

    /// <summary>Which of these it leads into.</summary>
    public string Root { get; }

    /// <summary>The step whose output it leads into, if it does.</summary>
    public string? Step { get; }

    /// <summary>The beginning of the pointer, which holds nothing but names that were checked.</summary>
    public string Shown => Step is null ? $"/{Root}" : $"/{Steps}/{Step}";

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonReference? reference, [NotNullWhen(false)] out string? problem)
    {
        reference = null;
        string[] tokens = text.StartsWith('/') ? [.. text[1..].Split('/').Select(Unescape)] : [""];
        (reference, problem) = tokens switch
        {
            [Input or Item, .. var path] => (new JsonReference(tokens[0], null, path), null),
            [Index or Body] => (new JsonReference(tokens[0], null, []), null),
            [Steps, { Length: > 0 } step, .. var path] => (new JsonReference(Steps, step, path), null),
            _ => ((JsonReference?)null, "A reference is a JSON Pointer that begins with /input, /steps/{id}, /item or /index, or /body."),
        };
        return reference is not null;
    }

    /// <summary>Follows the pointer from the value of its root.</summary>
    public bool TryFollow(JsonElement from, out JsonElement value)
    {
        value = from;
        foreach (var token in _path)
        {
            if (value.ValueKind == JsonValueKind.Object ? !value.TryGetProperty(token, out value) : !TryEnter(ref value, token))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryEnter(ref JsonElement list, string token)
    {
        // One spelling for each index, as the RFC says: no signs, no leading zeros.
        if (list.ValueKind != JsonValueKind.Array
            || !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || (token.Length > 1 && token[0] == '0')
            || index >= list.GetArrayLength())
        {
            return false;
        }

        list = list[index];
        return true;
    }

    private static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
