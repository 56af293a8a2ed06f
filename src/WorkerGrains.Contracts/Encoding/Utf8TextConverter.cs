using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Bytes that are text: a JSON string's UTF-8, instead of base64.</summary>
public sealed class Utf8TextConverter : JsonConverter<ReadOnlyMemory<byte>?>
{
    /// <inheritdoc/>
    public override ReadOnlyMemory<byte>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException();
        }

        var buffer = new byte[reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length];
        return buffer.AsMemory(0, reader.CopyString(buffer));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte>? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);

        if (value is { } bytes)
        {
            writer.WriteStringValue(bytes.Span);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
