using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.MLNet;

/// <summary>What a column of ML.NET is as a tensor: single values, or rows of as many as its vector has.</summary>
internal static class TensorColumn
{
    /// <summary>The tensor of a column, or <see langword="null"/> where it has none.</summary>
    public static TensorSignature? SignatureOf(DataViewSchema.Column column) => TypeOf(ItemOf(column)) is { } type && WidthOf(column) is var width and > 0
        ? new TensorSignature(column.Name, type, [-1, width])
        : null;

    /// <summary>How many values a row has in a column; 0 where that is not fixed.</summary>
    public static int WidthOf(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>The type of a column's values.</summary>
    public static DataViewType ItemOf(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;

    /// <summary>Makes what gives the values of a column, row by row.</summary>
    /// <param name="column">The column.</param>
    /// <param name="tensor">Its values; <see langword="null"/> for a column that nobody reads, whose values are zeros and empty texts.</param>
    /// <param name="row">Says which row is read.</param>
    /// <exception cref="NotSupportedException">The column has no tensor.</exception>
    public static Delegate GetterOf(DataViewSchema.Column column, Tensor? tensor, Func<int> row) => TypeOf(ItemOf(column)) switch
    {
        TensorType.String => TextGetter(column, tensor, row),
        TensorType.Bool => GetterOf(column, tensor, row, static (tensor, place) => tensor.Bytes.Span[place] != 0),
        TensorType.Fp32 => NumberGetter<float>(column, tensor, row),
        TensorType.Fp64 => NumberGetter<double>(column, tensor, row),
        TensorType.Int8 => NumberGetter<sbyte>(column, tensor, row),
        TensorType.Int16 => NumberGetter<short>(column, tensor, row),
        TensorType.Int32 => NumberGetter<int>(column, tensor, row),
        TensorType.Int64 => NumberGetter<long>(column, tensor, row),
        TensorType.Uint8 => NumberGetter<byte>(column, tensor, row),
        TensorType.Uint16 => NumberGetter<ushort>(column, tensor, row),
        TensorType.Uint32 => NumberGetter<uint>(column, tensor, row),
        TensorType.Uint64 => NumberGetter<ulong>(column, tensor, row),
        _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"A column of {column.Type} cannot be given.")),
    };

    private static Delegate NumberGetter<T>(DataViewSchema.Column column, Tensor? tensor, Func<int> row)
        where T : unmanaged => GetterOf(column, tensor, row, static (tensor, place) => tensor.Numbers<T>()[place]);

    private static Delegate TextGetter(DataViewSchema.Column column, Tensor? tensor, Func<int> row) =>
        GetterOf(column, tensor, row, static (tensor, place) => tensor.Texts.Span[place].AsMemory());

    private static Delegate GetterOf<T>(DataViewSchema.Column column, Tensor? tensor, Func<int> row, Func<Tensor, int, T> read)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            return (ValueGetter<T>)((ref T value) => value = tensor is null ? default! : read(tensor, row()));
        }

        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> values) =>
        {
            var editor = VBufferEditor.Create(ref values, vector.Size);
            for (var place = 0; place < vector.Size; place++)
            {
                editor.Values[place] = tensor is null ? default! : read(tensor, (row() * vector.Size) + place);
            }

            values = editor.Commit();
        });
    }

    private static TensorType? TypeOf(DataViewType type) => type switch
    {
        TextDataViewType => TensorType.String,
        BooleanDataViewType => TensorType.Bool,
        NumberDataViewType => type.RawType switch
        {
            var raw when raw == typeof(float) => TensorType.Fp32,
            var raw when raw == typeof(double) => TensorType.Fp64,
            var raw when raw == typeof(sbyte) => TensorType.Int8,
            var raw when raw == typeof(short) => TensorType.Int16,
            var raw when raw == typeof(int) => TensorType.Int32,
            var raw when raw == typeof(long) => TensorType.Int64,
            var raw when raw == typeof(byte) => TensorType.Uint8,
            var raw when raw == typeof(ushort) => TensorType.Uint16,
            var raw when raw == typeof(uint) => TensorType.Uint32,
            var raw when raw == typeof(ulong) => TensorType.Uint64,
            _ => null,
        },
        _ => null,
    };
}
