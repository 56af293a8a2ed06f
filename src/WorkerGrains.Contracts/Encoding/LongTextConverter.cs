using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Writes a text piece by piece. Written whole, a long one has room made for six times its length, in case all of it had to be escaped.</summary>
public sealed class LongTextConverter : JsonConverter<string>
{
    private const int PieceLength = 8 * 1024;

    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);

        if (value.Length <= PieceLength)
        {
            writer.WriteStringValue(value);
            return;
        }

        var left = value.AsSpan();
        for (; left.Length > PieceLength; left = left[PieceLength..])
        {
            writer.WriteStringValueSegment(left[..PieceLength], isFinalSegment: false);
        }

        writer.WriteStringValueSegment(left, isFinalSegment: true);
    }
}
