using System.Runtime.InteropServices;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace WorkerGrains.Tables.Arrow;

/// <summary>Whether all that a batch refers to is really there: buffers long enough, offsets in order and in bounds, texts UTF-8, indices within their dictionary.</summary>
internal static class ArrowCheck
{
    private const int MaxDepth = 32;

    public static bool IsSound(RecordBatch batch) =>
        batch.Arrays.All(array => array.Length == batch.Length && IsSound(array.Data, MaxDepth));

    /// <summary>Whether values of a type are read: unions, run ends and extensions are rare, and what is not checked is not handed on.</summary>
    public static bool IsRead(IArrowType type) => IsRead(type, MaxDepth);

    private static bool IsRead(IArrowType type, int depth) => depth > 0 && type switch
    {
        UnionType or RunEndEncodedType => false,
        DictionaryType dictionary => IsRead(dictionary.IndexType, depth - 1) && IsRead(dictionary.ValueType, depth - 1),
        NestedType nested => nested.Fields.All(field => IsRead(field.DataType, depth - 1)),
        ArrowType => true,
        _ => false,
    };

    private static bool IsSound(ArrayData data, int depth)
    {
        if (depth == 0 || data.Length < 0 || data.Offset < 0 || (long)data.Offset + data.Length > int.MaxValue - 1)
        {
            return false;
        }

        var end = data.Offset + data.Length;
        return HasValidity(data, end) && data.DataType switch
        {
            NullType => true,
            DictionaryType type => data.Dictionary is { } dictionary && IsSound(dictionary, depth - 1) && HasIndices(data, type, end, dictionary.Length),
            BooleanType => HasBytes(data, 1, ((long)end + 7) / 8),
            StringType => HasOffsets<int>(data, end, Bytes(data, 2).Length, out var first, out var last) && IsText<int>(data, end, first, last),
            LargeStringType => HasOffsets<long>(data, end, Bytes(data, 2).Length, out var first, out var last) && IsText<long>(data, end, first, last),
            BinaryType => HasOffsets<int>(data, end, Bytes(data, 2).Length, out _, out _),
            LargeBinaryType => HasOffsets<long>(data, end, Bytes(data, 2).Length, out _, out _),
            StringViewType => HasViews(data, end, isText: true),
            BinaryViewType => HasViews(data, end, isText: false),
            ListViewType => HasChildren(data, 1, depth) && HasRanges<int>(data, end),
            LargeListViewType => HasChildren(data, 1, depth) && HasRanges<long>(data, end),
            MapType or ListType => HasChildren(data, 1, depth) && HasOffsets<int>(data, end, data.Children[0].Length, out _, out _),
            LargeListType => HasChildren(data, 1, depth) && HasOffsets<long>(data, end, data.Children[0].Length, out _, out _),
            FixedSizeListType type => HasChildren(data, 1, depth) && type.ListSize >= 0 && data.Children[0].Length >= (long)end * type.ListSize,
            StructType type => HasChildren(data, type.Fields.Count, depth) && data.Children.All(child => child.Length >= end),
            FixedWidthType type => HasBytes(data, 1, ((long)end * type.BitWidth + 7) / 8),
            _ => false,
        };
    }

    private static ReadOnlySpan<byte> Bytes(ArrayData data, int buffer) => buffer < data.Buffers.Length ? data.Buffers[buffer].Span : [];

    private static bool HasBytes(ArrayData data, int buffer, long length) => Bytes(data, buffer).Length >= length;

    private static bool HasValidity(ArrayData data, int end) =>
        data.DataType is NullType || Bytes(data, 0).IsEmpty || HasBytes(data, 0, ((long)end + 7) / 8);

    private static bool HasChildren(ArrayData data, int count, int depth) =>
        data.Children is { } children && children.Length == count && children.All(child => child is not null && IsSound(child, depth - 1));

    private static bool HasOffsets<T>(ArrayData data, int end, long limit, out long first, out long last)
        where T : unmanaged
    {
        first = last = 0;
        if (end == 0)
        {
            return true;
        }

        var offsets = MemoryMarshal.Cast<byte, T>(Bytes(data, 1));
        if (offsets.Length <= end)
        {
            return false;
        }

        first = ToInt64(offsets[data.Offset]);
        last = first;
        if (first < 0)
        {
            return false;
        }

        for (var index = data.Offset + 1; index <= end; index++)
        {
            var next = ToInt64(offsets[index]);
            if (next < last)
            {
                return false;
            }

            last = next;
        }

        return last <= limit;
    }

    private static bool IsText<T>(ArrayData data, int end, long first, long last)
        where T : unmanaged
    {
        if (first == last)
        {
            return true;
        }

        var text = Bytes(data, 2);
        if (!Utf8.IsValid(text[(int)first..(int)last]))
        {
            return false;
        }

        // Valid as a whole is not enough: no value may begin in the middle of a character.
        var offsets = MemoryMarshal.Cast<byte, T>(Bytes(data, 1));
        for (var index = data.Offset; index < end; index++)
        {
            var start = ToInt64(offsets[index]);
            if (start < last && (text[(int)start] & 0xC0) == 0x80)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Views are 16 bytes: a length, then up to 12 bytes of value, or its first four, the number of a buffer and the place in it.</summary>
    private static bool HasViews(ArrayData data, int end, bool isText)
    {
        const int ViewLength = 16;
        const int MaxInlineLength = 12;
        const int PrefixLength = 4;
        const int FirstBuffer = 2;
        if (!HasBytes(data, 1, (long)end * ViewLength))
        {
            return false;
        }

        for (var row = data.Offset; row < end; row++)
        {
            if (IsNull(data, row))
            {
                continue;
            }

            var view = Bytes(data, 1).Slice(row * ViewLength, ViewLength);
            var parts = MemoryMarshal.Cast<byte, int>(view);
            var (length, buffer, offset) = (parts[0], parts[2], parts[3]);
            ReadOnlySpan<byte> value = default;
            if (length is >= 0 and <= MaxInlineLength)
            {
                value = view.Slice(sizeof(int), length);
            }
            else if (length < 0 || buffer < 0 || buffer >= data.Buffers.Length - FirstBuffer || offset < 0 || (long)offset + length > Bytes(data, FirstBuffer + buffer).Length)
            {
                return false;
            }
            else
            {
                value = Bytes(data, FirstBuffer + buffer).Slice(offset, length);
                if (!value.StartsWith(view.Slice(sizeof(int), PrefixLength)))
                {
                    return false;
                }
            }

            if (isText && !Utf8.IsValid(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the offset and size of each list lead into its child; of a null too.</summary>
    private static bool HasRanges<T>(ArrayData data, int end)
        where T : unmanaged
    {
        var offsets = MemoryMarshal.Cast<byte, T>(Bytes(data, 1));
        var sizes = MemoryMarshal.Cast<byte, T>(Bytes(data, 2));
        if (offsets.Length < end || sizes.Length < end)
        {
            return false;
        }

        for (var row = data.Offset; row < end; row++)
        {
            var (offset, size) = (ToInt64(offsets[row]), ToInt64(sizes[row]));
            if (offset < 0 || size < 0 || offset > data.Children[0].Length - size)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNull(ArrayData data, int row)
    {
        var validity = Bytes(data, 0);
        return !validity.IsEmpty && (validity[row / 8] & (1 << (row % 8))) == 0;
    }

    private static bool HasIndices(ArrayData data, DictionaryType type, int end, int size)
    {
        if (type.IndexType is not FixedWidthType index || !HasBytes(data, 1, (long)end * index.BitWidth / 8))
        {
            return false;
        }

        var indices = Bytes(data, 1);
        for (var row = data.Offset; row < end; row++)
        {
            if (!IsNull(data, row) && (ulong)IndexAt(indices, type.IndexType, row) >= (ulong)size)
            {
                return false;
            }
        }

        return true;
    }

    // A negative index becomes a very large one, which no dictionary has.
    private static long IndexAt(ReadOnlySpan<byte> indices, IArrowType type, int row) => type switch
    {
        Int8Type => (sbyte)indices[row],
        UInt8Type => indices[row],
        Int16Type => MemoryMarshal.Cast<byte, short>(indices)[row],
        UInt16Type => MemoryMarshal.Cast<byte, ushort>(indices)[row],
        Int32Type => MemoryMarshal.Cast<byte, int>(indices)[row],
        UInt32Type => MemoryMarshal.Cast<byte, uint>(indices)[row],
        Int64Type or UInt64Type => MemoryMarshal.Cast<byte, long>(indices)[row],
        _ => -1,
    };

    private static long ToInt64<T>(T offset)
        where T : unmanaged => offset is int narrow ? narrow : (long)(object)offset;
}
