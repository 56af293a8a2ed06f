using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Training.Tables;

/// <summary>Puts a trained model into a repository folder as its next version.</summary>
/// <remarks>A silo that watches the folder sees a version when all of it is there.</remarks>
internal static class ModelWriter
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>model.zip</c> and what <c>model.json</c> says of it; what else that says stays.</summary>
    /// <returns>The version.</returns>
    public static int Write(TableTrainingOptions options, TrainingTable table, bool isRegression, Action<string> save)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Into, options.Model)).FullName;
        var version = 1 + Directory.EnumerateDirectories(folder)
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty(0).Max();
        var making = Directory.CreateDirectory(Path.Combine(folder, $"{version}.new")).FullName;
        save(Path.Combine(making, "model.zip"));

        var settings = Path.Combine(folder, "model.json");
        File.WriteAllText($"{settings}.new", Describe(settings, options, table, isRegression).ToJsonString(s_indented));
        File.Move($"{settings}.new", settings, overwrite: true);
        Directory.Move(making, Path.Combine(folder, version.ToString(CultureInfo.InvariantCulture)));
        return version;
    }

    private static JsonObject Describe(string path, TableTrainingOptions options, TrainingTable table, bool isRegression)
    {
        var settings = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        settings["description"] ??= $"Predicts {options.Label}; trained on {table.Rows} rows.";
        settings["task"] = isRegression ? "tabular-regression" : "tabular-classification";
        settings["columns"] = new JsonArray([.. table.Features.Select(static column =>
        {
            var entry = new JsonObject { ["name"] = column.Name };
            if (column.Kind == ValueKind.Text)
            {
                entry["categories"] = new JsonArray([.. TrainingTable.CategoriesOf(column).Select(static text => JsonValue.Create(text))]);
            }

            return (JsonNode)entry;
        })]);
        return settings;
    }
}
