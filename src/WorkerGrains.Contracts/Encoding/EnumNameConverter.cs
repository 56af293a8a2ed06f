using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Writes enums by name in camel case and reads them to the letter.</summary>
/// <remarks>The serializer's own converter also takes other cases, spaces around and several names at once, which no schema says.</remarks>
internal sealed class EnumNameConverter : JsonConverterFactory
{
    /// <summary>The names of an enum as they are in JSON.</summary>
    public static IReadOnlyList<string> NamesOf(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<TEnum> : JsonConverter<TEnum>
        where TEnum : struct, Enum
    {
        private readonly FrozenDictionary<string, TEnum> _values = NamesOf(typeof(TEnum)).Zip(Enum.GetValues<TEnum>())
            .ToFrozenDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal);

        private readonly FrozenDictionary<TEnum, string> _names = NamesOf(typeof(TEnum)).Zip(Enum.GetValues<TEnum>())
            .DistinctBy(static pair => pair.Second)
            .ToFrozenDictionary(static pair => pair.Second, static pair => pair.First);

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? ReadAsPropertyName(ref reader, typeToConvert, options) : throw new JsonException();

        public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            _values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(NameOf(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WritePropertyName(NameOf(value));

        private string NameOf(TEnum value) =>
            _names.TryGetValue(value, out var name) ? name : throw new JsonException($"{typeof(TEnum).Name} has no name for {value}.");
    }
}
