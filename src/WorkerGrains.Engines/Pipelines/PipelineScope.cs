using System.Collections.Concurrent;
using System.Text.Json;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>What references lead into.</summary>
/// <param name="Input">The pipeline's input.</param>
/// <param name="Outputs">The outputs of the steps that have one, by their ids.</param>
/// <param name="Item">The entry that a step runs for.</param>
/// <param name="Index">Which entry that is, from 0.</param>
internal readonly record struct PipelineScope(JsonElement Input, ConcurrentDictionary<string, JsonElement> Outputs, JsonElement Item = default, int Index = 0)
{
    /// <summary>A scope in which no step has an output yet.</summary>
    public static PipelineScope Of(JsonElement input) => new(input, new ConcurrentDictionary<string, JsonElement>(StringComparer.Ordinal));

    public bool TryFind(JsonReference reference, out JsonElement value)
    {
        JsonElement root = default;
        var isThere = reference.Root switch
        {
            JsonReference.Steps => Outputs.TryGetValue(reference.Step!, out root),
            JsonReference.Item => (root = Item).ValueKind != JsonValueKind.Undefined,
            JsonReference.Index => (root = JsonSerializer.SerializeToElement(Index)).ValueKind == JsonValueKind.Number,
            _ => (root = Input).ValueKind != JsonValueKind.Undefined,
        };
        value = root;
        return isThere && reference.TryFollow(root, out value);
    }
}
