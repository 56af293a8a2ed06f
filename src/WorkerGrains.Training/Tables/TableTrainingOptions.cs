using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace WorkerGrains.Training.Tables;

/// <summary>What the command <c>table</c> is told.</summary>
internal sealed record TableTrainingOptions
{
    public const string Usage =
        """
        table --data=FILE --label=COLUMN --model=NAME --into=FOLDER
          --data     the table to train on: CSV, TSV, JSON, NDJSON, Parquet or Arrow
          --label    the column to predict
          --model    the model's name in the repository
          --into     the repository folder (Models:Path of a silo); the model is its next version
          --test     a table of the same columns that the model is measured on after it is trained
          --ignore   columns that are not to be looked at, with commas between
          --task     classification or regression; left out, a column of many different numbers is a regression
          --trainer  trees (boosted trees; the default) or linear (quicker, for few rows or many columns)
          --folds    how many parts cross-validation makes, 2 to 20 (5)
          --seed     which rows make a part (1)
        """;

    private static readonly string[] s_required = ["data", "label", "model", "into"];

    public required string Data { get; init; }

    public required string Label { get; init; }

    public required string Model { get; init; }

    public required string Into { get; init; }

    public string? Test { get; init; }

    public IReadOnlyList<string> Ignore { get; init; } = [];

    public bool? IsRegression { get; init; }

    public bool IsLinear { get; init; }

    public int Folds { get; init; } = 5;

    public int Seed { get; init; } = 1;

    /// <summary>Reads the command line, or says what is wrong with it.</summary>
    public static bool TryRead(IEnumerable<string> args, [NotNullWhen(true)] out TableTrainingOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var arg in args)
        {
            var parts = arg.Split('=', 2);
            if (parts is not [['-', '-', .. var name], { Length: > 0 } value] || !Usage.Contains($"  --{name} ", StringComparison.Ordinal) && !Usage.Contains($"table --{name}=", StringComparison.Ordinal))
            {
                problem = $"'{arg}' is no option, or has no value.";
                return false;
            }

            if (!given.TryAdd(name, value))
            {
                problem = $"--{name} is given twice.";
                return false;
            }
        }

        problem = s_required.FirstOrDefault(name => !given.ContainsKey(name)) is { } missing ? $"--{missing} is missing."
            : Engines.Models.ModelName.IsValid(given["model"]) ? null
            : "--model takes a name of lower-case letters, digits, '-', '_' and '.'.";
        problem ??= Choose(given, "task", "classification", "regression") ?? Choose(given, "trainer", "trees", "linear");
        var (folds, seed) = (5, 1);
        if (given.TryGetValue("folds", out var text) && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out folds) && folds is >= 2 and <= 20))
        {
            problem ??= "--folds takes a number from 2 to 20.";
        }

        if (given.TryGetValue("seed", out text) && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
        {
            problem ??= "--seed takes a whole number.";
        }

        if (problem is not null)
        {
            return false;
        }

        options = new TableTrainingOptions
        {
            Data = given["data"],
            Label = given["label"],
            Model = given["model"],
            Into = given["into"],
            Test = given.GetValueOrDefault("test"),
            Ignore = given.GetValueOrDefault("ignore")?.Split(',', StringSplitOptions.TrimEntries) ?? [],
            IsRegression = given.TryGetValue("task", out var task) ? task == "regression" : null,
            IsLinear = given.GetValueOrDefault("trainer") == "linear",
            Folds = folds,
            Seed = seed,
        };
        return true;
    }

    private static string? Choose(Dictionary<string, string> given, string name, string one, string other) =>
        given.GetValueOrDefault(name) is null || given[name] == one || given[name] == other ? null : $"--{name} takes {one} or {other}.";
}
