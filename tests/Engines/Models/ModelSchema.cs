using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models;

/// <summary>Writes the JSON Schema of <c>model.json</c> from the record that reads it: types and ranges from the members, descriptions from their comments.</summary>
internal static class ModelSchema
{
    private static readonly JsonSerializerOptions s_indented = new(ContractJson.Options) { WriteIndented = true, NewLine = "\n" };

    public static string Write()
    {
        var schema = ContractSchema.Generate(typeof(ModelSettings));
        schema.Insert(1, "title", "model.json");
        Describe(schema, typeof(ModelSettings), Comments());
        return schema.ToJsonString(s_indented) + "\n";
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static Dictionary<string, string> Comments() => XDocument.Load(Path.ChangeExtension(typeof(ModelSettings).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(static member => member.Element("summary") is not null)
        .ToDictionary(static member => (string)member.Attribute("name")!, static member => Flatten(member.Element("summary")!));

    private static string Flatten(XElement summary) => string.Join(
        ' ', string.Concat(summary.Nodes().Select(static node => node is XElement element ? TextOf(element) : node.ToString()))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The word for what a comment refers to: a keyword, or the last part of a member's name as it is in the file.</summary>
    private static string TextOf(XElement element) =>
        (string?)element.Attribute("langword")
        ?? ((string?)element.Attribute("cref") is { } reference ? JsonNamingPolicy.CamelCase.ConvertName(reference.Split('.')[^1]) : element.Value);

    private static void Describe(JsonObject schema, Type type, Dictionary<string, string> comments)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (schema["properties"]?[NameOf(property)] is not JsonObject member)
            {
                continue;
            }

            if (comments.TryGetValue($"P:{type.FullName}.{property.Name}", out var comment))
            {
                member.Remove("description");
                member.Insert(0, "description", comment);
            }

            var inside = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            Describe(member["items"] as JsonObject ?? member, inside, comments);
        }
    }
}
