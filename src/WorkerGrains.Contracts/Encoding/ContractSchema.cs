using System.ComponentModel;
using System.Numerics;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Writes the JSON Schema of a contract record. Source: JSON Schema draft 2020-12, core and validation vocabularies.</summary>
/// <remarks>
/// An input is taken exactly when its schema allows it, but for what a schema cannot say: a member given twice, text that is not base64
/// or not valid Unicode, nesting deeper than <see cref="ContractJson.MaxDepth"/>, and numbers with more digits than their type holds.
/// </remarks>
public static class ContractSchema
{
    private static readonly JsonSchemaExporterOptions s_options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Annotate,
    };

    /// <summary>The schema of a record.</summary>
    public static JsonObject Generate(Type type)
    {
        var schema = ContractJson.Options.GetJsonSchemaAsNode(type, s_options).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema;
    }

    // Works from the whole to its parts, because the exporter leaves out parts of which it would say "true": all that a converter of ours reads.
    private static JsonNode Annotate(JsonSchemaExporterContext context, JsonNode schema)
    {
        // What a reference leads to has been annotated where it is.
        if (schema is not JsonObject node || node.ContainsKey("$ref"))
        {
            return schema;
        }

        var type = ContractJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type);
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                AnnotateMembers(type, node);
                break;
            case JsonTypeInfoKind.Enumerable:
                DescribeEntries(type, node, "items");
                break;
            case JsonTypeInfoKind.Dictionary:
                DescribeEntries(type, node, "additionalProperties");
                break;
            default:
                break;
        }

        return node;
    }

    private static void AnnotateMembers(JsonTypeInfo type, JsonObject schema)
    {
        if (type.Type.GetCustomAttribute<OneFormOfAttribute>() is { } forms)
        {
            schema["oneOf"] = forms.ToSchema(isNullable: schema["type"] is JsonArray);
        }

        if (schema["properties"] is not JsonObject members)
        {
            return;
        }

        foreach (var property in type.Properties.Where(property => members.ContainsKey(property.Name)))
        {
            var member = members[property.Name] as JsonObject ?? [];
            AnnotateMember(property, member);
            if (member.Count > 0 && member.Parent is null)
            {
                members[property.Name] = member;
            }
        }
    }

    private static void AnnotateMember(JsonPropertyInfo property, JsonObject schema)
    {
        if (!schema.ContainsKey("type") && !schema.ContainsKey("$ref"))
        {
            (property.PropertyType == typeof(string) ? DescribeText(property.IsGetNullable) : Describe(property.PropertyType))?.ToList().ForEach(keyword => schema[keyword.Key] = keyword.Value?.DeepClone());
        }

        if (MemberRule.AttributesOf<DescriptionAttribute>(property).FirstOrDefault() is { Description: var description })
        {
            schema.Remove("description");
            schema.Insert(0, "description", description);
        }

        foreach (var rule in MemberRule.Of(property))
        {
            rule.Show(schema);
        }

        if ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(ReadOnlyMemory<byte>) && property.CustomConverter is null)
        {
            schema["contentEncoding"] = "base64";
        }

        // A kind with a wildcard is no media type.
        if (MemberRule.AttributesOf<BodyAttribute>(property).SelectMany(static body => body.MediaTypes)
            .FirstOrDefault(static kind => !kind.EndsWith("/*", StringComparison.Ordinal)) is { } mediaType)
        {
            schema["contentMediaType"] = mediaType;
        }
    }

    private static void DescribeEntries(JsonTypeInfo type, JsonObject schema, string keyword)
    {
        if (!schema.ContainsKey(keyword) && Describe(type.ElementType!) is { } entry)
        {
            schema[keyword] = entry;
        }
    }

    private static JsonObject? Describe(Type nullable)
    {
        var type = Nullable.GetUnderlyingType(nullable) ?? nullable;
        var isNullable = type != nullable;
        if (type.IsEnum)
        {
            IEnumerable<string?> names = EnumNameConverter.NamesOf(type);
            return new JsonObject { ["type"] = TypeName("string", isNullable), ["enum"] = new JsonArray([.. (isNullable ? names.Append(null) : names).Select(static name => (JsonNode?)name)]) };
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => DescribeInteger<int>(isNullable),
            TypeCode.Int64 => DescribeInteger<long>(isNullable),
            TypeCode.Single or TypeCode.Double => new JsonObject { ["type"] = TypeName("number", isNullable) },
            _ when type == typeof(ReadOnlyMemory<byte>) => new JsonObject { ["type"] = TypeName("string", isNullable) },
            _ when type == typeof(TensorData) => new JsonObject { ["type"] = new JsonArray("array", "null") },
            _ => null,
        };
    }

    private static JsonObject DescribeText(bool isNullable) => new() { ["type"] = TypeName("string", isNullable) };

    private static JsonObject DescribeInteger<T>(bool isNullable)
        where T : IMinMaxValue<T> => new()
        {
            ["type"] = TypeName("integer", isNullable),
            ["minimum"] = JsonValue.Create(T.MinValue),
            ["maximum"] = JsonValue.Create(T.MaxValue),
        };

    private static JsonNode TypeName(string name, bool isNullable) => isNullable ? new JsonArray(name, "null") : name;
}
