using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerGrains.Gateway.OpenApi;

/// <summary>Places JSON Schemas inside the document.</summary>
internal static class OpenApiSchemas
{
    private const string Place = "#/components/schemas/";

    /// <summary>Points at a schema in its place.</summary>
    public static JsonObject Reference(string name) => new() { ["$ref"] = Place + name };

    /// <summary>Makes a schema that stood alone part of the document: what it says of itself it now says from its place.</summary>
    public static JsonNode Embed(JsonNode schema, string name)
    {
        Move(schema, name);
        return schema;
    }

    private static void Move(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject members:
                members.Remove("$schema");
                MoveReference(members, name);
                SpellOut(members, "items");
                if (members["properties"] is JsonObject properties)
                {
                    foreach (var property in properties.Select(static property => property.Key).ToList())
                    {
                        SpellOut(properties, property);
                    }
                }

                foreach (var (_, member) in members)
                {
                    Move(member, name);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Move(item, name);
                }

                break;
            default:
                break;
        }
    }

    private static void MoveReference(JsonObject members, string name)
    {
        if (members["$ref"] is JsonValue reference && reference.TryGetValue<string>(out var target) && target.StartsWith('#'))
        {
            members["$ref"] = string.Concat(Place, name, target.AsSpan(1));
        }
    }

    // That anything will do may be written as true or as an empty schema; readers of OpenAPI trip over the first.
    private static void SpellOut(JsonObject members, string key)
    {
        if (members[key]?.GetValueKind() == JsonValueKind.True)
        {
            members[key] = new JsonObject();
        }
    }
}
