using Microsoft.ML;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Training.Tables;

/// <summary>Trains a model on a table, says how good it is, and puts it into a repository.</summary>
internal static class TableTraining
{
    // A column of more different whole numbers than these is one of amounts and not of classes.
    private const int MostNumberedClasses = 20;

    /// <exception cref="TrainingException">The table cannot be used.</exception>
    public static void Run(TableTrainingOptions options, TextWriter output)
    {
        var table = TrainingTable.Read(options.Data, options);
        var test = options.Test is { } path ? TrainingTable.Read(path, options, table) : null;
        var isRegression = options.IsRegression ?? IsOfAmounts(table.Label);
        CheckLabel(table, isRegression, options);

        var trainer = new TableTrainer(isRegression, options.IsLinear);
        output.WriteLine($"{table.Rows} rows, {table.Features.Count} columns, {(isRegression ? "regression" : $"classification into {table.LabelTexts().Distinct().Count()}")} of '{options.Label}'");
        output.Write(CrossValidate(table, trainer, isRegression, options).ToText($"cross-validated in {options.Folds} parts"));
        var model = trainer.Train(table);
        if (test is not null)
        {
            var figures = new TableFigures(isRegression);
            Measure(model, trainer, test, figures);
            output.Write(figures.ToText("test table"));
        }

        output.WriteLine($"Version {ModelWriter.Write(options, table, isRegression, file => trainer.Save(model, table, file))} of '{options.Model}' is written.");
    }

    private static bool IsOfAmounts(TrainingColumn label) => label.Kind == ValueKind.Number
        && (Array.Exists(label.Values.Numbers, static number => !double.IsInteger(number)) || label.Values.Numbers.Distinct().Take(MostNumberedClasses + 1).Count() > MostNumberedClasses);

    private static void CheckLabel(TrainingTable table, bool isRegression, TableTrainingOptions options)
    {
        if (isRegression && table.Label.Kind != ValueKind.Number)
        {
            throw new TrainingException($"The column '{options.Label}' is not of numbers, so it takes --task=classification.");
        }

        if (table.Rows < 2 * options.Folds)
        {
            throw new TrainingException($"The table has {table.Rows} rows, too few for {options.Folds} parts. Give at least {2 * options.Folds}.");
        }

        if (!isRegression && table.LabelTexts().Distinct(StringComparer.Ordinal).Count() < 2)
        {
            throw new TrainingException($"The column '{options.Label}' has one value only. There is nothing to tell apart.");
        }
    }

    private static TableFigures CrossValidate(TrainingTable table, TableTrainer trainer, bool isRegression, TableTrainingOptions options)
    {
        var figures = new TableFigures(isRegression);
        var part = PartsOf(table, isRegression, options);
        for (var fold = 0; fold < options.Folds; fold++)
        {
            var (rest, held) = (RowsWhere(row => part[row] != fold), RowsWhere(row => part[row] == fold));
            Measure(trainer.Train(table.Take(rest)), trainer, table.Take(held), figures);
        }

        return figures;

        List<int> RowsWhere(Predicate<int> isTaken) => [.. Enumerable.Range(0, table.Rows).Where(row => isTaken(row))];
    }

    /// <summary>Which part each row is in: by chance, each class spread evenly over the parts.</summary>
    private static int[] PartsOf(TrainingTable table, bool isRegression, TableTrainingOptions options)
    {
        var rows = Enumerable.Range(0, table.Rows).ToArray();
#pragma warning disable CA5394 // Not for secrets: the same seed is to give the same parts.
        new Random(options.Seed).Shuffle(rows);
#pragma warning restore CA5394
        if (!isRegression)
        {
            var labels = table.LabelTexts();
            rows = [.. rows.OrderBy(row => labels[row], StringComparer.Ordinal)];
        }

        var parts = new int[table.Rows];
        foreach (var (place, row) in rows.Index())
        {
            parts[row] = place % options.Folds;
        }

        return parts;
    }

    /// <summary>Has a model predict rows as a silo would, and counts how it did.</summary>
    private static void Measure(ITransformer model, TableTrainer trainer, TrainingTable table, TableFigures figures)
    {
        var schema = trainer.RowsOf(table, withLabel: false).Schema;
        if (!MLNetSession.TryCreate(model, schema, threads: null, out var session, out var failure))
        {
            throw new InvalidOperationException(failure.Reason);
        }

        // The session is let go and not disposed of: the model goes on.
        var columns = session.Inputs.Select(input => table.Features.First(column => column.Name == input.Name)).ToList();
        if (!PredictionOutputs.TryCreate(session.Outputs, ModelSettings.Default, labels: null, out var outputs, out var error)
            || !outputs.TryRead(
                session.Run(TableTrainer.TensorsOf(columns, table.Rows), outputs.Wanted, CancellationToken.None), table.Rows, int.MaxValue, out var classes, out var predictions, out error))
        {
            throw new TrainingException(error.Message);
        }

        figures.Add(table, classes, predictions);
    }
}
