using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace WorkerGrains.Engines.Models;

/// <summary>Reads <c>model.json</c>.</summary>
/// <remarks>Strict: a misspelled key would otherwise leave a model running with a default that nobody chose.</remarks>
internal static class ModelSettingsReader
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads settings, or says what is wrong with them in words that continue "model.json …".</summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ModelSettings? settings, [NotNullWhen(false)] out string? problem)
    {
        settings = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            problem = document.RootElement.ValueKind == JsonValueKind.Object ? FindWrongKey(document.RootElement, typeof(ModelSettings), "") : "is not a JSON object";
            if (problem is null)
            {
                settings = document.RootElement.Deserialize<ModelSettings>(s_options)!;
                problem = FindBrokenRule(settings);
            }
        }
        catch (JsonException exception)
        {
            problem = exception.Path is { Length: > 2 } path
                ? $"has a value that does not fit at '{path[2..]}'"
                : $"is not valid JSON (line {exception.LineNumber + 1})";
        }

        if (problem is not null)
        {
            settings = null;
        }

        return problem is null;
    }

    private static string? FindWrongKey(JsonElement element, Type type, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && s_options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } entry })
        {
            return element.EnumerateArray().Select((item, place) => FindWrongKey(item, entry, $"{path.TrimEnd('.')}[{place}].")).FirstOrDefault(static problem => problem is not null);
        }

        if (element.ValueKind != JsonValueKind.Object || s_options.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object } info)
        {
            return null;
        }

        foreach (var member in element.EnumerateObject())
        {
            var property = info.Properties.FirstOrDefault(property => property.Name == member.Name);
            if (property is null)
            {
                return $"has the unknown key '{path}{member.Name}'";
            }

            if (element.EnumerateObject().Count(other => other.Name == member.Name) > 1)
            {
                return $"has the key '{path}{member.Name}' twice";
            }

            if (FindWrongKey(member.Value, property.PropertyType, $"{path}{member.Name}.") is { } problem)
            {
                return problem;
            }
        }

        var missing = info.Properties.FirstOrDefault(property => property.IsRequired && !element.TryGetProperty(property.Name, out _));
        return missing is null ? null : $"lacks the key '{path}{missing.Name}'";
    }

    /// <summary>The first value outside its range, in the settings or in anything that they are made of.</summary>
    private static string? FindBrokenRule(object part, string path = "")
    {
        var broken = new List<ValidationResult>();
        if (!Validator.TryValidateObject(part, new ValidationContext(part), broken, validateAllProperties: true))
        {
            // A rule on the whole names no member.
            return $"has a value outside its range at '{(broken[0].MemberNames.FirstOrDefault() is { } member ? path + NameOf(member) : path.TrimEnd('.'))}'";
        }

        foreach (var property in part.GetType().GetProperties().Where(static property => property.GetIndexParameters().Length == 0))
        {
            var value = property.GetValue(part);
            var name = path + NameOf(property.Name);
            if ((IsPart(value?.GetType()) ? FindBrokenRule(value!, name + ".") : value is IEnumerable<object> list ? FindBrokenRule(list, name) : null) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? FindBrokenRule(IEnumerable<object> list, string path) => list
        .Select((part, place) => IsPart(part.GetType()) ? FindBrokenRule(part, $"{path}[{place}].") : null)
        .FirstOrDefault(static problem => problem is not null);

    private static bool IsPart(Type? type) => type is { IsClass: true } && type.Assembly == typeof(ModelSettings).Assembly;

    private static string NameOf(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);
}
