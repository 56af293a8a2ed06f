using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Reads integers as JSON Schema means them: <c>3</c>, <c>3.0</c> and <c>3e0</c> are the same number.</summary>
internal sealed class WholeNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly decimal s_minimum = decimal.CreateChecked(T.MinValue);
    private static readonly decimal s_maximum = decimal.CreateChecked(T.MaxValue);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number
            || !reader.TryGetDecimal(out var number)
            || !decimal.IsInteger(number)
            || number < s_minimum
            || number > s_maximum)
        {
            throw new JsonException();
        }

        return T.CreateChecked(number);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(long.CreateChecked(value));
}
