using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Tensors;

/// <summary>Reads and writes the elements of tensors as JSON arrays.</summary>
/// <remarks>Integers stay integers to the last bit. Numbers that JSON has no way to write are the texts <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</remarks>
internal sealed class TensorDataConverter : JsonConverter<TensorData>
{
    private const string NotANumber = "NaN";
    private const string PositiveInfinity = "Infinity";
    private const string NegativeInfinity = "-Infinity";

    /// <summary>The number that a text stands for, or <see langword="null"/> when it is just a text.</summary>
    public static double? NumberOf(string text) => text switch
    {
        NotANumber => double.NaN,
        PositiveInfinity => double.PositiveInfinity,
        NegativeInfinity => double.NegativeInfinity,
        _ => null,
    };

    public override TensorData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var elements = new TensorDataReader();
        elements.Read(ref reader);
        return elements.ToData();
    }

    public override void Write(Utf8JsonWriter writer, TensorData value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        var bytes = value.Bytes.Span;
        switch (value.Type)
        {
            case TensorType.Fp32:
                foreach (var number in MemoryMarshal.Cast<byte, float>(bytes))
                {
                    WriteFloat(writer, number);
                }

                break;
            case TensorType.Fp64:
                foreach (var number in MemoryMarshal.Cast<byte, double>(bytes))
                {
                    if (double.IsFinite(number))
                    {
                        writer.WriteNumberValue(number);
                    }
                    else
                    {
                        writer.WriteStringValue(NameOf(number));
                    }
                }

                break;
            case TensorType.Fp16:
                foreach (var number in MemoryMarshal.Cast<byte, Half>(bytes))
                {
                    WriteFloat(writer, (float)number);
                }

                break;
            case TensorType.Bf16:
                foreach (var bits in MemoryMarshal.Cast<byte, ushort>(bytes))
                {
                    WriteFloat(writer, TensorConversion.FromBf16(bits));
                }

                break;
            case TensorType.Bool:
                foreach (var flag in bytes)
                {
                    writer.WriteBooleanValue(flag != 0);
                }

                break;
            case TensorType.String:
                foreach (var text in value.Texts.Span)
                {
                    writer.WriteStringValue(text);
                }

                break;
            case TensorType.Uint64:
                foreach (var number in MemoryMarshal.Cast<byte, ulong>(bytes))
                {
                    writer.WriteNumberValue(number);
                }

                break;
            default:
                foreach (var number in value.ToArray<long>())
                {
                    writer.WriteNumberValue(number);
                }

                break;
        }

        writer.WriteEndArray();
    }

    private static void WriteFloat(Utf8JsonWriter writer, float number)
    {
        if (float.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(NameOf(number));
        }
    }

    private static string NameOf(double number) => double.IsNaN(number) ? NotANumber : number > 0 ? PositiveInfinity : NegativeInfinity;
}
