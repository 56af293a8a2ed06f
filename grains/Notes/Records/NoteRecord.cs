using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Grains.Notes.Records;

/// <summary>What is stored of a note: one record, so that a change is stored whole or not at all.</summary>
internal sealed record NoteRecord
{
    public string Id { get; init; } = "";

    public DateTimeOffset Created { get; init; }

    /// <summary>Oldest first; the last is what the note says now.</summary>
    public IReadOnlyList<VersionRecord> Versions { get; init; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
