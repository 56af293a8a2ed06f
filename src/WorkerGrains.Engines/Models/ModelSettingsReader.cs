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

    private static string? FindBrokenRule(ModelSettings settings) =>
        FindBrokenRule(settings, "")
        ?? FindBrokenRule(settings.Batching, "batching.")
        ?? (settings.Text is { } text ? FindBrokenRule(text, "text.") : null)
        ?? (settings.Image is { } image ? FindBrokenRule(image, "image.") ?? FindUselessStd(image) : null);

    private static string? FindBrokenRule(object part, string path)
    {
        var broken = new List<ValidationResult>();
        return Validator.TryValidateObject(part, new ValidationContext(part), broken, validateAllProperties: true)
            ? null
            : $"has a value outside its range at '{path}{JsonNamingPolicy.CamelCase.ConvertName(broken[0].MemberNames.First())}'";
    }

    private static string? FindUselessStd(Images.ImageSettings image) => image.Std.Any(static std => !(Math.Abs(std) > 0))
        ? "has a value outside its range at 'image.std'"
        : null;
}
