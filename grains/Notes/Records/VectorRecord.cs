using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Grains.Notes.Records;

/// <summary>The stored vector of a note, apart from it so that a change need not write it.</summary>
internal sealed record VectorRecord
{
    /// <summary>The version that it is of; of any other it says nothing.</summary>
    public string ETag { get; init; } = "";

    /// <summary>Who made it: vectors of different models cannot be compared.</summary>
    public string Model { get; init; } = "";

    /// <summary>32-bit floats, little-endian.</summary>
    public byte[] Values { get; init; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
