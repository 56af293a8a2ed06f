using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>An input that comes in several forms, each a set of members that belong together: exactly one form is given, and given whole.</summary>
/// <param name="forms">The members of each form in the contract's JSON names, separated by commas: <c>"message"</c>, <c>"subject,body"</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneFormOfAttribute(params string[] forms) : ValidationAttribute
{
    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo> s_members = new();

    private readonly string[][] _forms = [.. forms.Select(static form => form.Split(','))];

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || _forms.Count(form => form.All(member => IsGiven(value, member))) == 1
        && _forms.Count(form => form.Any(member => IsGiven(value, member))) == 1;

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        $"{(string.IsNullOrEmpty(name) ? "" : name + ": ")}Give either {string.Join(", or ", _forms.Select(static form => string.Join(" and ", form)))}, and nothing of the other.";

    /// <summary>The members of all forms.</summary>
    internal IEnumerable<string> Members => _forms.SelectMany(static form => form);

    /// <summary>The same rule in JSON Schema, where a member that is null counts as not given.</summary>
    internal JsonArray ToSchema(bool isNullable)
    {
        var schemas = _forms.Select(form => new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. form.Select(static member => (JsonNode)member)]),
            ["properties"] = new JsonObject(Members.Select(member => KeyValuePair.Create(member, (JsonNode?)(form.Contains(member) ? NotNull() : Null())))),
        });
        return new JsonArray([.. isNullable ? schemas.Append(Null()) : schemas]);
    }

    private static JsonObject Null() => new() { ["type"] = "null" };

    private static JsonObject NotNull() => new() { ["not"] = Null() };

    private static bool IsGiven(object value, string member) =>
        s_members.GetOrAdd((value.GetType(), member), static key => key.Item1.GetProperty(key.Item2, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new InvalidOperationException($"{key.Item1.Name} has no member {key.Item2}.")).GetValue(value) is not null;
}
