using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Explains to a caller why its JSON is not an input, in the contract's words: the serializer's own messages name .NET types and quote the input.</summary>
internal static class InputDiagnosis
{
    /// <summary>What to change. Only called for JSON that could not be read.</summary>
    public static string Explain(ReadOnlySpan<byte> json, Type type)
    {
        if (FindSyntaxError(json) is { } syntax)
        {
            return syntax;
        }

        // A second reading, of an input already within the size limit, and only of bad ones.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ContractJson.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        return FindMismatch(document.RootElement, ContractJson.Options.GetTypeInfo(type), "The input") ?? "The input does not match its schema.";
    }

    /// <summary>Whether a member is text, so that a parameter for it is taken as it is and not as JSON.</summary>
    public static bool IsText(Type type, string member) =>
        Find(ContractJson.Options.GetTypeInfo(type), member) is { } property && (property.PropertyType == typeof(string) || property.PropertyType.IsEnum);

    private static string? FindSyntaxError(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return "The body is empty; send the input as a JSON object.";
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ContractJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return reader.CurrentDepth >= ContractJson.MaxDepth
                ? $"The JSON is nested deeper than {ContractJson.MaxDepth} levels."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is not valid JSON: see line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static string? FindMismatch(JsonElement value, JsonTypeInfo type, string path)
    {
        var target = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => value.ValueKind == JsonValueKind.Object ? FindMismatchInside(value, type, path) : Expected(path, "an object", value),
            JsonTypeInfoKind.Enumerable when target != typeof(string) => value.ValueKind == JsonValueKind.Array
                ? FindMismatchInList(value, type, path)
                : Expected(path, "an array", value),
            JsonTypeInfoKind.Dictionary => value.ValueKind == JsonValueKind.Object ? null : Expected(path, "an object", value),
            _ => FindMismatchInScalar(value, target, path),
        };
    }

    private static string? FindMismatchInside(JsonElement value, JsonTypeInfo type, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (Find(type, member.Name) is not { } property)
            {
                return $"{path} has a member that the contract does not know. It knows: {string.Join(", ", type.Properties.Select(static known => known.Name))}.";
            }

            if (!seen.Add(property.Name))
            {
                return $"{property.Name} is given twice.";
            }

            if (FindMismatch(member.Value, property) is { } mismatch)
            {
                return mismatch;
            }
        }

        return type.Properties.FirstOrDefault(property => property.IsRequired && !seen.Contains(property.Name)) is { } missing
            ? $"{missing.Name} is missing."
            : null;
    }

    private static string? FindMismatch(JsonElement value, JsonPropertyInfo property) => value.ValueKind == JsonValueKind.Null
        ? property.IsSetNullable ? null : $"{property.Name} must not be null."
        : FindMismatch(value, ContractJson.Options.GetTypeInfo(property.PropertyType), property.Name);

    private static string? FindMismatchInList(JsonElement value, JsonTypeInfo type, string path)
    {
        var element = ContractJson.Options.GetTypeInfo(type.ElementType ?? typeof(object));
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (FindMismatch(item, element, $"{path}[{index++}]") is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private static string? FindMismatchInScalar(JsonElement value, Type target, string path)
    {
        if (target.IsEnum)
        {
            return value.ValueKind == JsonValueKind.String && IsNamed(target, value.GetString()!)
                ? null
                : $"{path} must be one of {string.Join(", ", Enum.GetNames(target).Select(JsonNamingPolicy.CamelCase.ConvertName))}.";
        }

        return Type.GetTypeCode(target) switch
        {
            TypeCode.String => value.ValueKind == JsonValueKind.String ? null : Expected(path, "a string", value),
            TypeCode.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Expected(path, "true or false", value),
            TypeCode.Int32 => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : Expected(path, "an integer", value),
            TypeCode.Int64 => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : Expected(path, "an integer", value),
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => value.ValueKind == JsonValueKind.Number ? null : Expected(path, "a number", value),
            _ when target == typeof(ReadOnlyMemory<byte>) => value.ValueKind == JsonValueKind.String ? $"{path} must be base64." : Expected(path, "a string", value),
            _ => $"{path} does not match its schema.",
        };
    }

    private static bool IsNamed(Type type, string text) => Enum.GetNames(type).Any(name => JsonNamingPolicy.CamelCase.ConvertName(name) == text);

    private static JsonPropertyInfo? Find(JsonTypeInfo type, string name)
    {
        foreach (var property in type.Properties)
        {
            if (property.Name == name)
            {
                return property;
            }
        }

        return null;
    }

    private static string Expected(string path, string what, JsonElement got) => $"{path} must be {what}, not {Describe(got.ValueKind)}.";

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "this number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
