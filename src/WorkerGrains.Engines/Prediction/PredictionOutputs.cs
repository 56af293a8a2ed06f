using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Prediction;

/// <summary>What a model gives, read as predictions: a label, a number for each class, or one number.</summary>
/// <remarks>
/// Told from the shapes, as scikit-learn's exports and ML.NET have them. One number without a label is that of a regression unless
/// <c>task</c> of <c>model.json</c> says <c>tabular-classification</c>: then it is the probability of the second of two classes.
/// </remarks>
internal sealed class PredictionOutputs
{
    private const string Classification = "tabular-classification";

    // Sums of rounded probabilities are off by less.
    private const float SumTolerance = 1e-3f;

    private readonly int _label;
    private readonly int _numbers;
    private readonly int _keys;
    private readonly bool _isWide;
    private readonly bool _isProbability;
    private readonly IReadOnlyList<string>? _labels;

    private PredictionOutputs(int label, int numbers, int keys, bool isWide, bool isProbability, IReadOnlyList<string>? labels)
    {
        (_label, _numbers, _keys, _isWide, _isProbability, _labels) = (label, numbers, keys, isWide, isProbability, labels);
        Wanted = [.. new[] { label, numbers, keys }.Where(static place => place >= 0)];
    }

    /// <summary>Places in the model's outputs.</summary>
    public IReadOnlyList<int> Wanted { get; }

    /// <summary>Finds out how a model gives its predictions.</summary>
    /// <param name="outputs">What it declares.</param>
    /// <param name="settings">What <c>model.json</c> says.</param>
    /// <param name="labels">The classes that lie beside it, if any do.</param>
    /// <param name="made">How.</param>
    /// <param name="error">Why they are no predictions.</param>
    public static bool TryCreate(
        IReadOnlyList<TensorSignature> outputs, ModelSettings settings, IReadOnlyList<string>? labels, [NotNullWhen(true)] out PredictionOutputs? made, [NotNullWhen(false)] out WorkError? error)
    {
        made = null;
        var all = outputs.ToList();
        var label = all.FindIndex(static output => !output.IsShared && IsOneColumn(output) && output.Type is TensorType.String or TensorType.Int64 or TensorType.Int32 or TensorType.Bool);
        var wide = all.FindIndex(static output => !output.IsShared && IsNumber(output) && output.Shape.Count == 2 && output.Shape[1] != 1);
        var keys = wide < 0 ? -1 : all.FindIndex(output => output.IsShared && output.Name == all[wide].Name + ".keys");
        var numbers = all.FindIndex(static output => IsNumber(output) && IsOneColumn(output) && output.Name.Contains("prob", StringComparison.OrdinalIgnoreCase));
        var isProbability = numbers >= 0 && label >= 0;
        numbers = numbers >= 0 ? numbers : all.FindIndex(static output => IsNumber(output) && IsOneColumn(output));
        isProbability |= settings.Task == Classification && label < 0;
        var areUnnamed = labels is null && label >= 0 && (wide >= 0 ? keys < 0 : isProbability && all[label].Type != TensorType.Bool);
        error = areUnnamed ? PredictionErrors.NoClasses
            : wide < 0 && numbers < 0 && label < 0 ? PredictionErrors.NoPrediction
            : wide < 0 && isProbability && labels is { Count: not 2 } ? PredictionErrors.WrongClasses(labels.Count, 2)
            : null;
        if (error is not null)
        {
            return false;
        }

        // Where classes have names beside the model, a number or a truth value is none of them: the likeliest class is the label.
        var isNamedBeside = labels is not null && keys < 0 && label >= 0 && all[label].Type != TensorType.String && (wide >= 0 || isProbability);
        made = new PredictionOutputs(isNamedBeside ? -1 : label, wide >= 0 ? wide : numbers, keys, wide >= 0, isProbability, labels);
        return true;
    }

    /// <summary>Reads the predictions of all rows.</summary>
    public bool TryRead(
        IReadOnlyList<Tensor> tensors, int rows, int limit, out IReadOnlyList<string>? classes, [NotNullWhen(true)] out RowPrediction[]? predictions, [NotNullWhen(false)] out WorkError? error)
    {
        predictions = null;
        classes = null;
        var byPlace = Wanted.Zip(tensors).ToDictionary(static pair => pair.First, static pair => pair.Second);
        var labels = byPlace.TryGetValue(_label, out var given) ? TextsOf(given) : null;
        var numbers = byPlace.TryGetValue(_numbers, out var tensor) ? NumbersOf(tensor) : null;
        var width = _isWide ? tensor!.Shape[1] : 1;
        if (numbers is not null && Array.FindIndex(numbers, static number => !float.IsFinite((float)number)) is var bad and >= 0)
        {
            error = PredictionErrors.NotFinite((int)(bad / width) + 1);
            return false;
        }

        if (rows * width > limit)
        {
            error = PredictionErrors.TooMany(limit);
            return false;
        }

        if (!TryNameClasses(byPlace, width, out classes, out error))
        {
            return false;
        }

        predictions = new RowPrediction[rows];
        var isProbability = _isWide ? AreProbabilities(numbers!, (int)width) : _isProbability && Array.TrueForAll(numbers!, static number => number is >= 0 and <= 1);
        for (var row = 0; row < rows; row++)
        {
            predictions[row] = Predict(row, labels, numbers, (int)width, isProbability, classes);
        }

        return true;
    }

    private RowPrediction Predict(int row, string[]? labels, double[]? numbers, int width, bool isProbability, IReadOnlyList<string>? classes)
    {
        if (numbers is null)
        {
            return new RowPrediction { Label = labels![row] };
        }

        if (!_isWide && !isProbability)
        {
            return new RowPrediction { Label = labels?[row], Value = numbers[row] };
        }

        float[] values = _isWide
            ? Array.ConvertAll(numbers[(row * width)..((row + 1) * width)], static number => (float)number)
            : [1 - (float)numbers[row], (float)numbers[row]];
        return new RowPrediction
        {
            Label = labels?[row] ?? classes![Array.IndexOf(values, values.Max())],
            Probabilities = isProbability ? values : null,
            Scores = isProbability ? null : values,
        };
    }

    private bool TryNameClasses(Dictionary<int, Tensor> tensors, long width, out IReadOnlyList<string>? classes, [NotNullWhen(false)] out WorkError? error)
    {
        error = null;
        classes = null;
        if (!_isWide)
        {
            classes = _isProbability ? _labels ?? (_label >= 0 ? ["false", "true"] : ["0", "1"]) : null;
            return true;
        }

        classes = tensors.TryGetValue(_keys, out var keys) ? TextsOf(keys) : _labels ?? [.. Enumerable.Range(0, checked((int)width)).Select(static place => place.ToString(CultureInfo.InvariantCulture))];
        error = classes.Count == width ? null : PredictionErrors.WrongClasses(classes.Count, width);
        return error is null;
    }

    private static bool IsOneColumn(TensorSignature output) => output.Shape is [_] or [_, 1];

    private static bool IsNumber(TensorSignature output) => output.Type is TensorType.Fp32 or TensorType.Fp64;

    private static bool AreProbabilities(double[] numbers, int width)
    {
        for (var start = 0; start < numbers.Length; start += width)
        {
            var sum = 0.0;
            foreach (var number in numbers.AsSpan(start, width))
            {
                sum += number;
                if (number is < 0 or > 1 + SumTolerance)
                {
                    return false;
                }
            }

            if (Math.Abs(sum - 1) > SumTolerance)
            {
                return false;
            }
        }

        return true;
    }

    private static double[] NumbersOf(Tensor tensor) => tensor.Type == TensorType.Fp64
        ? tensor.Numbers<double>().ToArray()
        : Array.ConvertAll(tensor.Numbers<float>().ToArray(), static number => (double)number);

    private static string[] TextsOf(Tensor tensor) => tensor.Type switch
    {
        TensorType.String => tensor.Texts.ToArray(),
        TensorType.Int64 => Array.ConvertAll(tensor.Numbers<long>().ToArray(), static number => number.ToString(CultureInfo.InvariantCulture)),
        TensorType.Int32 => Array.ConvertAll(tensor.Numbers<int>().ToArray(), static number => number.ToString(CultureInfo.InvariantCulture)),
        _ => Array.ConvertAll(tensor.Numbers<byte>().ToArray(), static truth => truth != 0 ? "true" : "false"),
    };
}
