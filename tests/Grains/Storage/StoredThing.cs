using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>A record as an older program knows it. It keeps what it does not know.</summary>
internal sealed record StoredThing
{
    public string Name { get; init; } = "";

    public byte[] Bytes { get; init; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
