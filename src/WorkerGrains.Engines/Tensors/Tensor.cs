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

    /// <summary>What it takes in memory, texts counted as their characters.</summary>
    public long ByteCount
    {
        get
        {
            long count = Bytes.Length;
            foreach (var text in Texts.Span)
            {
                count += text.Length * sizeof(char);
            }

            return count;
        }
    }

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

    /// <summary>Some of the rows, which the dimension <paramref name="axis"/> counts. They share the memory when that is the first.</summary>
    public Tensor Slice(int start, int count, int axis = 0)
    {
        long[] shape = [.. Shape];
        var (block, row) = (LengthFrom(shape, axis), LengthFrom(shape, axis + 1));
        shape[axis] = count;
        if (axis == 0)
        {
            return Type == TensorType.String ? new(Type, shape, default, Texts.Slice(start * row, count * row)) : new(Type, shape, Bytes.Slice(start * row, count * row), default);
        }

        var part = Empty(Type, shape);
        for (var (place, places) = (0, PlacesOf(shape, axis)); place < places; place++)
        {
            Copy(this, (place * block) + (start * row), part, place * count * row, count * row);
        }

        return part;
    }

    /// <summary>The rows of several tensors, one after the other. They have the same type, and the same shape but for the dimension <paramref name="axis"/>, which counts the rows.</summary>
    public static Tensor Concatenate(IReadOnlyList<Tensor> parts, int axis = 0)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        long[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        var whole = Empty(parts[0].Type, shape);
        var (places, block, start) = (PlacesOf(shape, axis), whole.LengthFrom(shape, axis), 0);
        foreach (var part in parts)
        {
            var count = part.LengthFrom([.. part.Shape], axis);
            for (var place = 0; place < places; place++)
            {
                Copy(part, place * count, whole, (place * block) + start, count);
            }

            start += count;
        }

        return whole;
    }

    /// <summary>The same in memory of its own, so that it keeps nothing else from being freed.</summary>
    public Tensor Clone() => new(Type, [.. Shape], Bytes.ToArray(), Texts.ToArray());

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

    private static Tensor Empty(TensorType type, long[] shape)
    {
        var length = checked((int)LengthOf(shape));
        return type == TensorType.String
            ? new(type, shape, default, new string[length])
            : new(type, shape, GC.AllocateUninitializedArray<byte>(checked(length * type.Size())), default);
    }

    /// <summary>In how many places of the memory there is something of every row.</summary>
    private static int PlacesOf(long[] shape, int axis) => checked((int)LengthOf(shape.AsSpan(0, axis)));

    /// <summary>How long the dimensions from this one on are together: in bytes, or in texts.</summary>
    private int LengthFrom(long[] shape, int axis) => checked((int)LengthOf(shape.AsSpan(axis)) * (Type == TensorType.String ? 1 : Type.Size()));

    private static void Copy(Tensor from, int start, Tensor to, int at, int count)
    {
        if (from.Type == TensorType.String)
        {
            from.Texts.Slice(start, count).CopyTo(to.Texts[at..]);
        }
        else
        {
            from.Bytes.Slice(start, count).CopyTo(to.Bytes[at..]);
        }
    }
}
