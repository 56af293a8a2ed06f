using System.Globalization;
using System.Text;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Training.Tables;

/// <summary>How good predictions are, counted from rows whose right answer is known and that the model was not trained on.</summary>
internal sealed class TableFigures(bool isRegression)
{
    // The least probability that a logarithm is taken of: one wrong certainty would otherwise be an infinite loss.
    private const double LeastProbability = 1e-15;

    private readonly List<(string Label, string Predicted, double Probability)> _classes = [];
    private readonly List<(double Label, double Predicted)> _numbers = [];

    /// <summary>The share of rows whose label is right.</summary>
    public double Accuracy => (double)_classes.Count(static row => row.Label == row.Predicted) / _classes.Count;

    /// <summary>The mean over the classes of the harmonic mean of precision and recall.</summary>
    public double MacroF1 => Labels.Average(label =>
        2.0 * Count(label, label) / Math.Max(1, _classes.Count(row => row.Label == label) + _classes.Count(row => row.Predicted == label)));

    /// <summary>The mean of the negative logarithm of the probability that the right class was given.</summary>
    public double LogLoss => _classes.Average(static row => -Math.Log(Math.Max(LeastProbability, row.Probability)));

    /// <summary>The root of the mean squared error, in the label's unit.</summary>
    public double RootMeanSquaredError => Math.Sqrt(_numbers.Average(static row => Square(row.Label - row.Predicted)));

    /// <summary>The share of the label's variance that is explained: 1 is all of it, 0 is what its mean would do.</summary>
    public double RSquared => _numbers.Average(static row => row.Label) is var mean
        ? 1 - (_numbers.Sum(static row => Square(row.Label - row.Predicted)) / _numbers.Sum(row => Square(row.Label - mean)))
        : double.NaN;

    private IReadOnlyList<string> Labels => [.. _classes.Select(static row => row.Label).Concat(_classes.Select(static row => row.Predicted)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Counts the rows of a table.</summary>
    public void Add(TrainingTable table, IReadOnlyList<string>? classes, IReadOnlyList<RowPrediction> predictions)
    {
        if (isRegression)
        {
            _numbers.AddRange(table.Label.Values.Numbers.Zip(predictions, static (label, prediction) => (label, prediction.Value!.Value)));
            return;
        }

        var places = classes!.Index().ToDictionary(static name => name.Item, static name => name.Index, StringComparer.Ordinal);
        _classes.AddRange(table.LabelTexts().Zip(predictions, (label, prediction) =>
            (label, prediction.Label!, places.TryGetValue(label, out var place) ? (double)prediction.Probabilities![place] : 0)));
    }

    public string ToText(string name)
    {
        if (isRegression)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{name}: {_numbers.Count} rows, RMSE {RootMeanSquaredError:G6}, R2 {RSquared:F4}{Environment.NewLine}");
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {_classes.Count} rows, accuracy {Accuracy:F4}, macro-F1 {MacroF1:F4}, log-loss {LogLoss:F4}");
        var width = Labels.Max(static label => label.Length) + 2;
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",10}{"".PadRight(width)}predicted");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",10}{"".PadRight(width)}{string.Concat(Labels.Select(label => label.PadLeft(width)))}");
        foreach (var label in Labels)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{"actual",-10}{label.PadRight(width)}{string.Concat(Labels.Select(predicted => Count(label, predicted).ToString(CultureInfo.InvariantCulture).PadLeft(width)))}");
        }

        return text.ToString();
    }

    private int Count(string label, string predicted) => _classes.Count(row => row.Label == label && row.Predicted == predicted);

    private static double Square(double number) => number * number;
}
