using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Engines.Tables;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Training.Tables;

/// <summary>A table to train or to measure on, read as <c>table.predict</c> reads one.</summary>
internal sealed class TrainingTable
{
    /// <summary>More different texts than these are no categories but names or sentences.</summary>
    private const int MaxCategories = 1000;

    private TrainingTable(IReadOnlyList<TrainingColumn> features, TrainingColumn label, int rows) => (Features, Label, Rows) = (features, label, rows);

    public IReadOnlyList<TrainingColumn> Features { get; }

    public TrainingColumn Label { get; }

    public int Rows { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is told of it.</param>
    /// <param name="like">The table whose columns it must have; <see langword="null"/> to take those that it has.</param>
    /// <exception cref="TrainingException">It is no table that can be used.</exception>
    public static TrainingTable Read(string path, TableTrainingOptions options, TrainingTable? like = null)
    {
        var limits = Options.Create(new TableOptions { MaxTime = TimeSpan.FromHours(1), MaxResultBytes = 512 * 1024 * 1024 });
        using var processes = new TableProcessPool(limits, TimeProvider.System, NullLogger<TableProcessPool>.Instance);
        var table = TableContents.Of(File.Exists(path) ? File.ReadAllBytes(path) : throw new TrainingException($"There is no file '{path}'."), format: null);
        var wanted = like is null ? ColumnsOf(processes, table, options) : [.. like.Features.Append(like.Label).Select(static column => new WantedColumn(column.Name, column.Kind))];
        var (answer, body) = Run(processes, table, new TableWork { Limits = processes.Limits, Files = table.Files, Rows = new RowsWork { Columns = wanted, MaxRows = int.MaxValue } });
        var rows = checked((int)answer.RowCount);
        var values = ColumnReader.Read(body, [.. wanted.Select(static column => column.Kind)], rows);
        var columns = wanted.Zip(values, static (column, values) => new TrainingColumn(column.Name, column.Kind, values)).ToList();
        var read = new TrainingTable(columns[..^1], columns[^1], rows);
        return read.Check();
    }

    /// <summary>Some of its rows.</summary>
    public TrainingTable Take(IReadOnlyList<int> rows)
    {
        return new TrainingTable([.. Features.Select(TakeFrom)], TakeFrom(Label), rows.Count);

        TrainingColumn TakeFrom(TrainingColumn column) => column with
        {
            Values = column.Kind == ValueKind.Text
                ? new ColumnValues([], [.. rows.Select(row => column.Values.Texts[row])])
                : new ColumnValues([.. rows.Select(row => column.Values.Numbers[row])], []),
        };
    }

    /// <summary>The label of each row as a text.</summary>
    public string[] LabelTexts() => Label.Kind switch
    {
        ValueKind.Text => [.. Label.Values.Texts.Select(static text => text!)],
        ValueKind.Boolean => Array.ConvertAll(Label.Values.Numbers, static truth => truth != 0 ? "true" : "false"),
        _ => Array.ConvertAll(Label.Values.Numbers, static number => number.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>The different texts of a column, missing ones as empty.</summary>
    public static string[] CategoriesOf(TrainingColumn column) => [.. column.Values.Texts.Select(static text => text ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private TrainingTable Check()
    {
        var isMissing = Label.Kind == ValueKind.Text ? Label.Values.Texts.Any(string.IsNullOrEmpty) : Array.Exists(Label.Values.Numbers, static number => !double.IsFinite(number));
        if (isMissing)
        {
            throw new TrainingException($"Some rows have no value in '{Label.Name}', the column to predict. Leave them out.");
        }

        return Features.FirstOrDefault(static column => column.Kind == ValueKind.Text && CategoriesOf(column).Length > MaxCategories) is { } names
            ? throw new TrainingException($"The column '{names.Name}' has more than {MaxCategories} different texts, which are no categories. Leave it out with --ignore={names.Name}.")
            : this;
    }

    /// <summary>The columns to read, the label last, each as what it is.</summary>
    private static List<WantedColumn> ColumnsOf(TableProcessPool processes, TableContents table, TableTrainingOptions options)
    {
        var query = new QueryWork { Sql = "SELECT * FROM data LIMIT 0", Format = TableResultFormat.Csv };
        var (answer, _) = Run(processes, table, new TableWork { Limits = processes.Limits, Files = table.Files, Query = query });
        if (!answer.Columns.Any(column => column.Name == options.Label))
        {
            throw new TrainingException($"The table has no column '{options.Label}'. It has {string.Join(", ", answer.Columns.Select(static column => column.Name))}.");
        }

        var taken = answer.Columns.Where(column => column.Name != options.Label && !options.Ignore.Contains(column.Name)).Append(answer.Columns.First(column => column.Name == options.Label));
        var wanted = taken.Select(static column => new WantedColumn(column.Name, KindOf(column))).ToList();
        return wanted.Count > 1 ? wanted : throw new TrainingException("There are no columns to learn from.");
    }

    private static ValueKind KindOf(TableColumn column) => column.Type switch
    {
        "BOOLEAN" => ValueKind.Boolean,
        "VARCHAR" => ValueKind.Text,
        _ when WorkerGrains.Tables.Profiler.IsNumber(column.Type) => ValueKind.Number,
        _ when column.Type.StartsWith("ENUM", StringComparison.Ordinal) => ValueKind.Text,
        _ => throw new TrainingException($"The column '{column.Name}' is {column.Type}, which no model is trained on here. Convert it, or leave it out with --ignore={column.Name}."),
    };

    private static (TableAnswer Answer, byte[] Body) Run(TableProcessPool processes, TableContents table, TableWork work)
    {
        var (answer, body) = processes.Run(work, table.Contents, CancellationToken.None);
        return answer.Error is { } error ? throw new TrainingException(error.Message) : (answer, body);
    }
}
