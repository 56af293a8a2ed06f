using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Writes the JSON Schema of a contract record. Source: JSON Schema draft 2020-12, core and validation vocabularies.</summary>
public static class ContractSchema
{
    private static readonly JsonSchemaExporterOptions s_options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, schema) => schema is JsonObject node ? Annotate(context, node) : schema,
    };

    /// <summary>The schema of a record.</summary>
    public static JsonObject Generate(Type type)
    {
        var schema = ContractJson.Options.GetJsonSchemaAsNode(type, s_options).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        // The record itself is never null, whatever the exporter thinks of a root.
        schema["type"] = "object";
        return schema;
    }

    private static JsonObject Annotate(JsonSchemaExporterContext context, JsonObject schema)
    {
        if (context.PropertyInfo?.AttributeProvider is { } member)
        {
            AnnotateBytes(context.PropertyInfo.PropertyType, member, schema);
            foreach (var attribute in member.GetCustomAttributes(inherit: false))
            {
                AnnotateMember(attribute, schema);
            }
        }
        else if (context.TypeInfo.Type.GetCustomAttribute<OneFormOfAttribute>() is { } forms)
        {
            schema["oneOf"] = forms.ToSchema();
        }

        return schema;
    }

    private static void AnnotateMember(object attribute, JsonObject schema)
    {
        switch (attribute)
        {
            case DescriptionAttribute { Description: var description }:
                schema.Insert(0, "description", description);
                break;
            case RangeAttribute range:
                schema["minimum"] = JsonValue.Create(Convert.ToDecimal(range.Minimum, System.Globalization.CultureInfo.InvariantCulture));
                schema["maximum"] = JsonValue.Create(Convert.ToDecimal(range.Maximum, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case TextLengthAttribute length:
                schema["minLength"] = length.Minimum;
                schema["maxLength"] = length.Maximum;
                break;
            case LengthAttribute length:
                schema["minItems"] = length.MinimumLength;
                schema["maxItems"] = length.MaximumLength;
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(static value => JsonSerializer.SerializeToNode(value))]);
                break;
            case BodyAttribute body:
                schema["contentMediaType"] = body.MediaTypes[0];
                break;
            default:
                break;
        }
    }

    private static void AnnotateBytes(Type type, ICustomAttributeProvider member, JsonObject schema)
    {
        if ((Nullable.GetUnderlyingType(type) ?? type) != typeof(ReadOnlyMemory<byte>))
        {
            return;
        }

        // A converter of its own leaves the exporter without a type to write.
        var isText = member.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: false).Length > 0;
        schema["type"] = Nullable.GetUnderlyingType(type) is null ? "string" : new JsonArray("string", "null");
        if (!isText)
        {
            schema["contentEncoding"] = "base64";
        }
    }
}
