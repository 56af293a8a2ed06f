using System.Runtime.InteropServices;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Engines.Tensors;

/// <summary>Numbers or texts in a shape, in memory, whatever made them and whatever runs on them.</summary>
/// <remarks>Row-major; numbers little-endian in <see cref="Bytes"/>, texts in <see cref="Texts"/>. Whoever is given one does not change it.</remarks>
internal sealed class Tensor
{
    private Tensor(TensorType type, long[] shape, Memory<byte> bytes, Memory<string> texts)
    {
        Type = type;
        Shape = shape;
        Bytes = bytes;
        Texts = texts;
    }

    public TensorType Type { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>The numbers; empty when the elements are texts.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>The texts; empty when the elements are numbers.</summary>
    public Memory<string> Texts { get; }

    /// <summary>The length of the first dimension; 1 for a single number.</summary>
    public long Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>A tensor of numbers over memory that is there.</summary>
    /// <exception cref="ArgumentException">The memory is not as long as the shape asks for.</exception>
    public static Tensor Of(TensorType type, long[] shape, Memory<byte> bytes) => bytes.Length == LengthOf(shape) * type.Size()
        ? new(type, shape, bytes, default)
        : throw new ArgumentException("The bytes are not as many as the shape asks for.", nameof(bytes));

    /// <summary>A tensor of texts.</summary>
    /// <exception cref="ArgumentException">The texts are not as many as the shape asks for.</exception>
    public static Tensor Of(long[] shape, Memory<string> texts) => texts.Length == LengthOf(shape)
        ? new(TensorType.String, shape, default, texts)
        : throw new ArgumentException("The texts are not as many as the shape asks for.", nameof(texts));

    /// <summary>A tensor of zeros, or of empty texts.</summary>
    public static Tensor Zeros(TensorType type, long[] shape)
    {
        var length = checked((int)LengthOf(shape));
        if (type != TensorType.String)
        {
            return new(type, shape, new byte[length * type.Size()], default);
        }

        var texts = new string[length];
        Array.Fill(texts, "");
        return new(type, shape, default, texts);
    }

    /// <summary>The numbers as what they are.</summary>
    public Span<T> Numbers<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span);

    /// <summary>Some of the rows, sharing the memory.</summary>
    public Tensor Slice(int start, int count)
    {
        long[] shape = [count, .. Shape.Skip(1)];
        var width = checked((int)LengthOf(shape.AsSpan(1)));
        var size = Type.Size();
        return Type == TensorType.String
            ? new(Type, shape, default, Texts.Slice(start * width, count * width))
            : new(Type, shape, Bytes.Slice(start * width * size, count * width * size), default);
    }

    /// <summary>The rows of several tensors, which have the same type and the same shape but for their first dimension, one after the other.</summary>
    public static Tensor Concatenate(IReadOnlyList<Tensor> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        long[] shape = [parts.Sum(static part => part.Shape[0]), .. parts[0].Shape.Skip(1)];
        var whole = parts[0].Type == TensorType.String
            ? new Tensor(TensorType.String, shape, default, new string[LengthOf(shape)])
            : new Tensor(parts[0].Type, shape, GC.AllocateUninitializedArray<byte>(checked((int)LengthOf(shape) * parts[0].Type.Size())), default);
        var (bytes, texts) = (whole.Bytes, whole.Texts);
        foreach (var part in parts)
        {
            part.Bytes.CopyTo(bytes);
            bytes = bytes[part.Bytes.Length..];
            part.Texts.CopyTo(texts);
            texts = texts[part.Texts.Length..];
        }

        return whole;
    }

    /// <summary>How many elements a shape holds.</summary>
    public static long LengthOf(ReadOnlySpan<long> shape)
    {
        var length = 1L;
        foreach (var dimension in shape)
        {
            length = checked(length * dimension);
        }

        return length;
    }
}
