using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Grains.Notes.Records;

/// <summary>What is stored of a collection itself.</summary>
internal sealed record CollectionRecord
{
    /// <summary>How many places for notes may be in use. It grows in steps, so that it need not be written for each note.</summary>
    public int Places { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
