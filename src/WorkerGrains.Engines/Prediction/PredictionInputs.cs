using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Tensors;
using WorkerGrains.Tables;

namespace WorkerGrains.Engines.Prediction;

/// <summary>The columns that a model takes, and how they become its tensors: one column an input, or all in one tensor of rows and columns.</summary>
internal sealed class PredictionInputs
{
    private readonly IReadOnlyList<TensorSignature> _signatures;
    private readonly bool _isOneTensor;

    private PredictionInputs(IReadOnlyList<TensorSignature> signatures, IReadOnlyList<PredictionColumn> columns, bool isOneTensor) =>
        (_signatures, Columns, _isOneTensor) = (signatures, columns, isOneTensor);

    /// <summary>In the model's order.</summary>
    public IReadOnlyList<PredictionColumn> Columns { get; }

    /// <summary>Finds out which columns a model takes, from what it declares and what <c>model.json</c> adds.</summary>
    public static bool TryCreate(
        IReadOnlyList<TensorSignature> inputs, IReadOnlyList<ColumnSettings>? settings, [NotNullWhen(true)] out PredictionInputs? made, [NotNullWhen(false)] out WorkError? error)
    {
        made = null;
        error = null;
        if (inputs.Count == 0 || inputs.Any(static input => input.Type is null or TensorType.Bf16 || input.Shape is not ([_] or [_, _])))
        {
            error = PredictionErrors.NotColumns;
            return false;
        }

        if (inputs.All(IsOneColumn))
        {
            var known = settings?.ToDictionary(static column => column.Name, StringComparer.OrdinalIgnoreCase);
            made = new PredictionInputs(inputs, [.. inputs.Select(input => ColumnOf(input.Name, input.Type!.Value, known?.GetValueOrDefault(input.Name)))], isOneTensor: false);
            return true;
        }

        var (type, width) = (inputs[0].Type!.Value, inputs[0].Shape[^1]);
        error = inputs.Count > 1 || inputs[0].Shape.Count != 2 ? PredictionErrors.NotColumns
            : settings is null ? PredictionErrors.NoColumns
            : width != -1 && width != settings.Count ? PredictionErrors.WrongColumns(settings.Count, width)
            : null;
        if (error is null)
        {
            made = new PredictionInputs(inputs, [.. settings!.Select(column => ColumnOf(column.Name, type, column))], isOneTensor: true);
        }

        return made is not null;
    }

    /// <summary>Makes the model's tensors of the columns, which are in the order of <see cref="Columns"/>.</summary>
    public bool TryMake(IReadOnlyList<ColumnValues> values, int rows, [NotNullWhen(true)] out IReadOnlyList<Tensor>? tensors, [NotNullWhen(false)] out WorkError? error)
    {
        error = null;
        var made = new Tensor[_signatures.Count];
        for (var place = 0; place < made.Length; place++)
        {
            long[] shape = _isOneTensor ? [rows, Columns.Count] : _signatures[place].Shape.Count == 1 ? [rows] : [rows, 1];
            made[place] = Tensor.Zeros(Columns[place].Type, shape);
        }

        for (var place = 0; place < Columns.Count && error is null; place++)
        {
            error = _isOneTensor
                ? Fill(made[0], Columns[place], values[place], place, Columns.Count)
                : Fill(made[place], Columns[place], values[place], start: 0, stride: 1);
        }

        tensors = error is null ? made : null;
        return error is null;
    }

    private static bool IsOneColumn(TensorSignature input) => input.Shape is [_] or [_, 1];

    private static PredictionColumn ColumnOf(string name, TensorType type, ColumnSettings? settings) => new(name, type, settings?.Categories?.ToFrozenSet(StringComparer.Ordinal));

    private static WorkError? Fill(Tensor tensor, PredictionColumn column, ColumnValues values, int start, int stride)
    {
        if (column.Type == TensorType.String)
        {
            return FillTexts(tensor, column, values.Texts, start, stride);
        }

        var bytes = tensor.Bytes.Span;
        var bad = column.Type switch
        {
            TensorType.Bool => FindNoTruth(values.Numbers) is var row and >= 0 ? row : Fill<byte>(bytes, values.Numbers, start, stride),
            TensorType.Uint8 => Fill<byte>(bytes, values.Numbers, start, stride),
            TensorType.Uint16 => Fill<ushort>(bytes, values.Numbers, start, stride),
            TensorType.Uint32 => Fill<uint>(bytes, values.Numbers, start, stride),
            TensorType.Uint64 => Fill<ulong>(bytes, values.Numbers, start, stride),
            TensorType.Int8 => Fill<sbyte>(bytes, values.Numbers, start, stride),
            TensorType.Int16 => Fill<short>(bytes, values.Numbers, start, stride),
            TensorType.Int32 => Fill<int>(bytes, values.Numbers, start, stride),
            TensorType.Int64 => Fill<long>(bytes, values.Numbers, start, stride),
            TensorType.Fp16 => Fill<Half>(bytes, values.Numbers, start, stride),
            TensorType.Fp64 => Fill<double>(bytes, values.Numbers, start, stride),
            _ => Fill<float>(bytes, values.Numbers, start, stride),
        };
        return bad < 0 ? null : TableErrors.InvalidValue(column.Name, bad + 1, $"there, or not one that {column.Type.ToName()} holds, which the model takes");
    }

    private static WorkError? FillTexts(Tensor tensor, PredictionColumn column, string?[] texts, int start, int stride)
    {
        for (var row = 0; row < texts.Length; row++)
        {
            var text = texts[row] ?? "";
            if (column.Categories?.Contains(text) == false)
            {
                return PredictionErrors.UnknownCategory(column.Name, row + 1, column.Categories.Count);
            }

            tensor.Texts.Span[start + (row * stride)] = text;
        }

        return null;
    }

    private static int FindNoTruth(double[] numbers) => Array.FindIndex(numbers, static number => number is not (0 or 1));

    /// <summary>Writes numbers as those of another type.</summary>
    /// <returns>The first row whose number that type does not hold, or -1. Types of fractions hold what is missing, as NaN, and round.</returns>
    private static int Fill<T>(Span<byte> bytes, double[] numbers, int start, int stride)
        where T : unmanaged, INumber<T>
    {
        var target = MemoryMarshal.Cast<byte, T>(bytes);
        var isWhole = T.CreateTruncating(0.5) == T.Zero;
        for (var row = 0; row < numbers.Length; row++)
        {
            var number = numbers[row];
            var held = T.CreateSaturating(number);
            if (isWhole ? double.CreateTruncating(held) != number : double.IsFinite(number) && !T.IsFinite(held))
            {
                return row;
            }

            target[start + (row * stride)] = held;
        }

        return -1;
    }
}
