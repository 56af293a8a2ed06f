using System.Numerics;
using System.Runtime.InteropServices;

namespace WorkerGrains.Contracts.Tensors;

/// <summary>Turns numbers of one type into another, and refuses those that it does not hold.</summary>
internal static class TensorConversion
{
    /// <summary>Writes the elements as another type.</summary>
    /// <param name="data">The elements.</param>
    /// <param name="type">The type to write them as.</param>
    /// <param name="target">Where to; as many bytes as they take.</param>
    /// <returns><see langword="null"/>, or the place of the first element that the type does not hold.</returns>
    public static int? TryConvert(TensorData data, TensorType type, Span<byte> target)
    {
        if (data.Type == type && type != TensorType.String)
        {
            data.Bytes.Span.CopyTo(target);
            return null;
        }

        var source = data.Bytes.Span;
        return data.Type switch
        {
            TensorType.Int64 => From<long>(source, type, target),
            TensorType.Fp64 => From<double>(source, type, target),
            TensorType.Uint64 => From<ulong>(source, type, target),
            TensorType.Fp32 => From<float>(source, type, target),
            TensorType.Int32 => From<int>(source, type, target),
            TensorType.Fp16 => From<Half>(source, type, target),
            TensorType.Uint32 => From<uint>(source, type, target),
            TensorType.Int16 => From<short>(source, type, target),
            TensorType.Uint16 => From<ushort>(source, type, target),
            TensorType.Int8 => From<sbyte>(source, type, target),
            TensorType.Uint8 => From<byte>(source, type, target),
            TensorType.Bf16 => FromBf16(source, type, target),
            TensorType.String => FromNames(data.Texts.Span, type, target),
            _ => data.Count == 0 ? null : 0,
        };
    }

    /// <summary>A bfloat16 as the number that it is: the upper half of a 32-bit one.</summary>
    public static float FromBf16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest bfloat16; of two as near, the even one.</summary>
    public static ushort ToBf16(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number);
        return float.IsNaN(number) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static int? From<TFrom>(ReadOnlySpan<byte> source, TensorType type, Span<byte> target)
        where TFrom : unmanaged, INumber<TFrom>
    {
        var numbers = MemoryMarshal.Cast<byte, TFrom>(source);
        return type switch
        {
            TensorType.Fp32 => ToFloat<TFrom, float>(numbers, target),
            TensorType.Int64 => ToInteger<TFrom, long>(numbers, target),
            TensorType.Int32 => ToInteger<TFrom, int>(numbers, target),
            TensorType.Fp64 => ToFloat<TFrom, double>(numbers, target),
            TensorType.Fp16 => ToFloat<TFrom, Half>(numbers, target),
            TensorType.Bf16 => ToBf16(numbers, MemoryMarshal.Cast<byte, ushort>(target)),
            TensorType.Uint8 => ToInteger<TFrom, byte>(numbers, target),
            TensorType.Uint16 => ToInteger<TFrom, ushort>(numbers, target),
            TensorType.Uint32 => ToInteger<TFrom, uint>(numbers, target),
            TensorType.Uint64 => ToInteger<TFrom, ulong>(numbers, target),
            TensorType.Int8 => ToInteger<TFrom, sbyte>(numbers, target),
            TensorType.Int16 => ToInteger<TFrom, short>(numbers, target),
            _ => numbers.IsEmpty ? null : 0,
        };
    }

    private static int? ToInteger<TFrom, TTo>(ReadOnlySpan<TFrom> numbers, Span<byte> target)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        var to = MemoryMarshal.Cast<byte, TTo>(target);
        for (var i = 0; i < numbers.Length; i++)
        {
            // Saturated, a number outside the range comes back as another one; so does one with a fraction.
            to[i] = TTo.CreateSaturating(numbers[i]);
            if (TFrom.CreateSaturating(to[i]) != numbers[i])
            {
                return i;
            }
        }

        return null;
    }

    private static int? ToFloat<TFrom, TTo>(ReadOnlySpan<TFrom> numbers, Span<byte> target)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        var to = MemoryMarshal.Cast<byte, TTo>(target);
        for (var i = 0; i < numbers.Length; i++)
        {
            to[i] = TTo.CreateSaturating(numbers[i]);
            if (TTo.IsInfinity(to[i]) && !TFrom.IsInfinity(numbers[i]))
            {
                return i;
            }
        }

        return null;
    }

    private static int? ToBf16<TFrom>(ReadOnlySpan<TFrom> numbers, Span<ushort> target)
        where TFrom : unmanaged, INumber<TFrom>
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            target[i] = ToBf16(float.CreateSaturating(numbers[i]));
            if (float.IsInfinity(FromBf16(target[i])) && !TFrom.IsInfinity(numbers[i]))
            {
                return i;
            }
        }

        return null;
    }

    private static int? FromBf16(ReadOnlySpan<byte> source, TensorType type, Span<byte> target)
    {
        var bits = MemoryMarshal.Cast<byte, ushort>(source);
        var numbers = new float[bits.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            numbers[i] = FromBf16(bits[i]);
        }

        if (type != TensorType.Fp32)
        {
            return From<float>(MemoryMarshal.AsBytes(numbers.AsSpan()), type, target);
        }

        MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(target);
        return null;
    }

    /// <summary>The numbers that JSON has no way to write but as texts.</summary>
    private static int? FromNames(ReadOnlySpan<string> names, TensorType type, Span<byte> target)
    {
        var numbers = new double[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (TensorDataConverter.NumberOf(names[i]) is not { } number)
            {
                return i;
            }

            numbers[i] = number;
        }

        return From<double>(MemoryMarshal.AsBytes(numbers.AsSpan()), type, target);
    }
}
