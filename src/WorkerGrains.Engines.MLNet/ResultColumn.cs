using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.MLNet;

/// <summary>A column that a model of ML.NET gives, read as a tensor.</summary>
/// <remarks>What ML.NET has as a key, a number for one of many values, is given as the value's text.</remarks>
internal sealed class ResultColumn
{
    private readonly DataViewSchema.Column _column;
    private readonly string[]? _keys;

    private ResultColumn(DataViewSchema.Column column, TensorSignature signature, string[]? keys) => (_column, Signature, _keys) = (column, signature, keys);

    public TensorSignature Signature { get; }

    public DataViewSchema.Column Column => _column;

    /// <summary>The column of that name as one that can be given, or <see langword="null"/>.</summary>
    public static ResultColumn? Find(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            return null;
        }

        return column.Type switch
        {
            KeyDataViewType key when key.RawType == typeof(uint) => new(column, new(name, TensorType.String, [-1, 1]), TextsOf(column, "KeyValues")),
            BooleanDataViewType or TextDataViewType => new(column, TensorColumn.SignatureOf(column)!, null),
            NumberDataViewType or VectorDataViewType { ItemType: NumberDataViewType } when TensorColumn.SignatureOf(column) is { Type: TensorType.Fp32 } signature => new(column, signature, null),
            NumberDataViewType when name == MLNetSession.LabelName && column.Type.RawType == typeof(float) => new(column, new(name, TensorType.String, [-1, 1]), null),
            _ => null,
        };
    }

    /// <summary>The names of the classes that the places of a vector stand for, where it says.</summary>
    public static string[]? ClassesOf(DataViewSchema.Column column) => TextsOf(column, "SlotNames") ?? TextsOf(column, "TrainingLabelValues");

    /// <summary>Makes what reads the value of each row to the end of a list, and what makes a tensor of that.</summary>
    public (Action Read, Func<int, Tensor> ToTensor) ReaderOf(DataViewRow row, int rows)
    {
        switch (_column.Type)
        {
            case KeyDataViewType:
                return TextReader<uint>(row, rows, key => key == 0 ? "" : _keys?[key - 1] ?? key.ToString(CultureInfo.InvariantCulture));
            case TextDataViewType:
                return TextReader<ReadOnlyMemory<char>>(row, rows, static text => text.ToString());
            case BooleanDataViewType:
                return NumberReader<bool, byte>(row, rows, static truth => truth ? (byte)1 : (byte)0);
            case VectorDataViewType:
                return VectorReader(row, rows);
            default:
                return Signature.Type == TensorType.String
                    ? TextReader<float>(row, rows, static number => number.ToString(CultureInfo.InvariantCulture))
                    : NumberReader<float, float>(row, rows, static number => number);
        }
    }

    private (Action, Func<int, Tensor>) TextReader<T>(DataViewRow row, int rows, Func<T, string> convert)
    {
        var getter = row.GetGetter<T>(_column);
        var texts = new List<string>(rows);
        T value = default!;
        return (Read, count => Tensor.Of([count, 1], texts.ToArray()));

        void Read()
        {
            getter(ref value);
            texts.Add(convert(value));
        }
    }

    private (Action, Func<int, Tensor>) NumberReader<T, TElement>(DataViewRow row, int rows, Func<T, TElement> convert)
        where TElement : unmanaged
    {
        var getter = row.GetGetter<T>(_column);
        var numbers = new List<TElement>(rows);
        T value = default!;
        return (Read, count => Tensor.Of(Signature.Type!.Value, [count, 1], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray()));

        void Read()
        {
            getter(ref value);
            numbers.Add(convert(value));
        }
    }

    private (Action, Func<int, Tensor>) VectorReader(DataViewRow row, int rows)
    {
        var width = TensorColumn.WidthOf(_column);
        var getter = row.GetGetter<VBuffer<float>>(_column);
        var numbers = new List<float>(rows * width);
        VBuffer<float> value = default;
        return (Read, count => Tensor.Of(TensorType.Fp32, [count, width], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray()));

        void Read()
        {
            getter(ref value);
            numbers.AddRange(value.DenseValues());
        }
    }

    private static string[]? TextsOf(DataViewSchema.Column column, string annotation) => column.Annotations.Schema.GetColumnOrNull(annotation)?.Type switch
    {
        VectorDataViewType { ItemType: TextDataViewType } => ValuesOf<ReadOnlyMemory<char>>(column, annotation, static text => text.ToString()),
        VectorDataViewType { ItemType: NumberDataViewType { RawType: var raw } } when raw == typeof(float) => ValuesOf<float>(column, annotation, static number => number.ToString(CultureInfo.InvariantCulture)),
        VectorDataViewType { ItemType: NumberDataViewType { RawType: var raw } } when raw == typeof(int) => ValuesOf<int>(column, annotation, static number => number.ToString(CultureInfo.InvariantCulture)),
        VectorDataViewType { ItemType: BooleanDataViewType } => ValuesOf<bool>(column, annotation, static truth => truth ? "true" : "false"),
        _ => null,
    };

    private static string[] ValuesOf<T>(DataViewSchema.Column column, string annotation, Func<T, string> convert)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return [.. values.DenseValues().Select(convert)];
    }
}
