using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Tensors;

/// <summary>The elements of a tensor, one after the other in row-major order. Immutable.</summary>
/// <remarks>
/// In JSON an array, flat or nested as the shape is. What was read from JSON is of the widest type of its kind (<see cref="TensorType.Int64"/>,
/// <see cref="TensorType.Uint64"/>, <see cref="TensorType.Fp64"/>, <see cref="TensorType.Bool"/>, <see cref="TensorType.String"/>); whoever reads it says which type is meant.
/// </remarks>
[JsonConverter(typeof(TensorDataConverter))]
public sealed class TensorData
{
    internal TensorData(TensorType type, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<string> texts, IReadOnlyList<int>? nesting = null)
    {
        Type = type;
        Bytes = bytes;
        Texts = texts;
        Nesting = nesting;
    }

    /// <summary>What the elements are, as they are held.</summary>
    public TensorType Type { get; }

    /// <summary>The numbers, little-endian; empty when the elements are texts.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The texts; empty when the elements are numbers.</summary>
    public ReadOnlyMemory<string> Texts { get; }

    /// <summary>How many elements there are.</summary>
    public int Count => Type == TensorType.String ? Texts.Length : Bytes.Length / Type.Size();

    /// <summary>The lengths of the arrays in JSON, outermost first, when they were nested; <see langword="null"/> when they were flat; -1 where arrays beside each other differ in length.</summary>
    internal IReadOnlyList<int>? Nesting { get; }

    /// <summary>Holds numbers, copied.</summary>
    /// <exception cref="NotSupportedException">Tensors are not made of this type.</exception>
    public static TensorData Of<T>(params ReadOnlySpan<T> elements)
        where T : unmanaged => new(TypeOf<T>(), MemoryMarshal.AsBytes(elements).ToArray(), default);

    /// <summary>Holds texts.</summary>
    public static TensorData Of(params string[] elements) => new(TensorType.String, default, elements);

    /// <summary>Holds numbers that are there as bytes, or texts; not copied.</summary>
    /// <param name="type">What they are.</param>
    /// <param name="bytes">The numbers.</param>
    /// <param name="texts">The texts.</param>
    public static TensorData Over(TensorType type, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<string> texts) => new(type, bytes, texts);

    /// <summary>The numbers as a type that holds them all.</summary>
    /// <exception cref="NotSupportedException">They are texts, or tensors are not made of this type.</exception>
    /// <exception cref="OverflowException">A number is outside the range of the type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var target = new byte[Count * TypeOf<T>().Size()];
        return TensorConversion.TryConvert(this, TypeOf<T>(), target) switch
        {
            null => MemoryMarshal.Cast<byte, T>(target).ToArray(),
            _ when Type == TensorType.String => throw new NotSupportedException("The elements are texts."),
            _ => throw new OverflowException("A number is outside the range of the type."),
        };
    }

    /// <summary>Writes the numbers as another type, if it holds them all.</summary>
    /// <param name="type">The type.</param>
    /// <param name="target">Where to; as many bytes as they take.</param>
    /// <param name="refused">The place of the first element that the type does not hold.</param>
    public bool TryCopyTo(TensorType type, Span<byte> target, out int refused)
    {
        var place = TensorConversion.TryConvert(this, type, target);
        refused = place ?? -1;
        return place is null;
    }

    /// <summary>Whether the arrays that it was read from were flat, or nested as this shape is.</summary>
    public bool IsNestedLike(ReadOnlySpan<long> shape)
    {
        if (Nesting is null)
        {
            return true;
        }

        if (Nesting.Count != shape.Length)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (Nesting[i] != shape[i])
            {
                return false;
            }
        }

        return true;
    }

    private static TensorType TypeOf<T>()
        where T : unmanaged => default(T) switch
        {
            bool => TensorType.Bool,
            byte => TensorType.Uint8,
            ushort => TensorType.Uint16,
            uint => TensorType.Uint32,
            ulong => TensorType.Uint64,
            sbyte => TensorType.Int8,
            short => TensorType.Int16,
            int => TensorType.Int32,
            long => TensorType.Int64,
            Half => TensorType.Fp16,
            float => TensorType.Fp32,
            double => TensorType.Fp64,
            _ => throw new NotSupportedException($"Tensors are not made of {typeof(T).Name}."),
        };
}
