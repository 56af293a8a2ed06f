using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Reads numbers with a fraction. One too large for the type is refused: read as infinity, it would spoil an engine's result without a word.</summary>
internal sealed class FiniteNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException();
        }

        // A float is read as such: by way of a double it could be rounded twice.
        var number = typeof(T) == typeof(float) ? T.CreateTruncating(reader.GetSingle()) : T.CreateTruncating(reader.GetDouble());
        return T.IsFinite(number) ? number : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        // A float is written as such: as a double, 0.1 would become 0.10000000149011612.
        if (value is float single)
        {
            writer.WriteNumberValue(single);
        }
        else
        {
            writer.WriteNumberValue(double.CreateTruncating(value));
        }
    }
}
