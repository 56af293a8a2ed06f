using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Explains to a caller why its JSON is not an input, in the contract's words: the serializer's own messages name .NET types and quote the input.</summary>
internal static class InputDiagnosis
{
    private const string Root = "The input";

    private static readonly JsonReaderOptions s_anyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>What to change. Only called for JSON that could not be read.</summary>
    public static string Explain(ReadOnlySpan<byte> json, Type type)
    {
        if (FindSyntaxError(json) is { } syntax)
        {
            return syntax;
        }

        // A second reading, of an input already within the size limit, and only of bad ones.
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        return FindMismatch(document.RootElement, TypeOf(type), Root) ?? "The input does not match its schema.";
    }

    /// <summary>Whether a member is a string in JSON, so that a parameter for it is taken as it is and not as JSON.</summary>
    public static bool IsText(Type type, string member) =>
        Find(TypeOf(type), member) is { PropertyType: var propertyType }
        && (Nullable.GetUnderlyingType(propertyType) ?? propertyType) is var target
        && (target == typeof(string) || target == typeof(ReadOnlyMemory<byte>) || target.IsEnum);

    /// <summary>Whether text is JSON, of whatever depth.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, s_anyDepth);
        try
        {
            while (reader.Read())
            {
            }

            return reader.TokenType != JsonTokenType.None;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? FindSyntaxError(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return "The body is empty; send the input as a JSON object.";
        }

        if (json.StartsWith("\uFEFF"u8))
        {
            return "The body starts with a byte order mark; send UTF-8 without one.";
        }

        var reader = new Utf8JsonReader(json, s_anyDepth);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= ContractJson.MaxDepth)
                {
                    return $"The JSON is nested deeper than {ContractJson.MaxDepth} levels.";
                }
            }

            return null;
        }
        catch (JsonException exception)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not valid JSON: see line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static string? FindMismatch(JsonElement value, JsonTypeInfo type, string path) => type.Kind switch
    {
        JsonTypeInfoKind.Object => value.ValueKind == JsonValueKind.Object ? FindMismatchInside(value, type, path) : Expected(path, "an object", value),
        JsonTypeInfoKind.Dictionary => value.ValueKind == JsonValueKind.Object ? FindMismatchInEntries(value, type, path) : Expected(path, "an object", value),
        JsonTypeInfoKind.Enumerable => value.ValueKind == JsonValueKind.Array ? FindMismatchInList(value, type, path) : Expected(path, "an array", value),
        _ => FindMismatchInScalar(value, type, path),
    };

    private static string? FindMismatchInside(JsonElement value, JsonTypeInfo type, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var inside = path == Root ? "" : path + ".";
        foreach (var member in value.EnumerateObject())
        {
            if (NameOf(member) is not { } name || Find(type, name) is not { } property)
            {
                return $"{path} has a member that the contract does not know. It knows: {string.Join(", ", type.Properties.Select(static known => known.Name))}.";
            }

            if (!seen.Add(name))
            {
                return $"{inside}{name} is given twice.";
            }

            if (FindMismatch(member.Value, property, inside + name) is { } mismatch)
            {
                return mismatch;
            }
        }

        return type.Properties.FirstOrDefault(property => property.IsRequired && !seen.Contains(property.Name)) is { } missing
            ? $"{inside}{missing.Name} is missing."
            : null;
    }

    private static string? FindMismatch(JsonElement value, JsonPropertyInfo property, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return property.IsSetNullable ? null : $"{path} must not be null.";
        }

        return property.CustomConverter is not Utf8TextConverter ? FindMismatch(value, TypeOf(property.PropertyType), path)
            : value.ValueKind != JsonValueKind.String ? Expected(path, "a string", value)
            : IsUnicode(value) ? null
            : NotUnicode(path);
    }

    private static string? FindMismatchInEntries(JsonElement value, JsonTypeInfo type, string path)
    {
        // The names are the caller's own text, so a message does not repeat them.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in value.EnumerateObject())
        {
            if (NameOf(entry) is not { } name)
            {
                return $"A name in {path} is not valid Unicode.";
            }

            if (!seen.Add(name))
            {
                return $"{path} has the same name twice.";
            }

            if (FindMismatchInEntry(entry.Value, type, path + "[]") is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private static string? FindMismatchInList(JsonElement value, JsonTypeInfo type, string path)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (FindMismatchInEntry(item, type, $"{path}[{index++}]") is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private static string? FindMismatchInEntry(JsonElement value, JsonTypeInfo list, string path) => value.ValueKind != JsonValueKind.Null
        ? FindMismatch(value, TypeOf(list.ElementType!), path)
        : list.ElementType!.IsValueType && Nullable.GetUnderlyingType(list.ElementType) is null ? $"{path} must not be null." : null;

    private static string? FindMismatchInScalar(JsonElement value, JsonTypeInfo type, string path)
    {
        if (CanRead(value, type))
        {
            return null;
        }

        if (type.Type.IsEnum)
        {
            return $"{path} must be one of {string.Join(", ", EnumNameConverter.NamesOf(type.Type))}.";
        }

        return Type.GetTypeCode(type.Type) switch
        {
            TypeCode.String => value.ValueKind == JsonValueKind.String ? NotUnicode(path) : Expected(path, "a string", value),
            TypeCode.Boolean => Expected(path, "true or false", value),
            TypeCode.Int32 => ExpectedNumber(path, "an integer", $"{int.MinValue} to {int.MaxValue}", value),
            TypeCode.Int64 => ExpectedNumber(path, "an integer", $"{long.MinValue} to {long.MaxValue}", value),
            TypeCode.Single => ExpectedNumber(path, "a number", $"{float.MinValue} to {float.MaxValue}", value),
            TypeCode.Double => ExpectedNumber(path, "a number", $"{double.MinValue} to {double.MaxValue}", value),
            _ when type.Type == typeof(ReadOnlyMemory<byte>) => value.ValueKind == JsonValueKind.String ? $"{path} must be base64." : Expected(path, "a string", value),
            _ when type.Type == typeof(TensorData) => value.ValueKind == JsonValueKind.Array ? $"{path} must hold numbers, truth values or texts, and only one of these." : Expected(path, "an array", value),
            _ => $"{path} does not match its schema.",
        };
    }

    private static bool CanRead(JsonElement value, JsonTypeInfo type)
    {
        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Not valid Unicode.
            return null;
        }
    }

    private static bool IsUnicode(JsonElement text) => CanRead(text, TypeOf(typeof(string)));

    private static JsonTypeInfo TypeOf(Type type) => ContractJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

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

    private static string NotUnicode(string path) => $"{path} must be valid Unicode text.";

    private static string Expected(string path, string what, JsonElement got) => $"{path} must be {what}, not {Describe(got.ValueKind)}.";

    private static string ExpectedNumber(string path, string what, FormattableString range, JsonElement got) => got.ValueKind == JsonValueKind.Number
        ? $"{path} must be {what} from {FormattableString.Invariant(range)}."
        : Expected(path, what, got);

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
