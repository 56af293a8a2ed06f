using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Grains.Notes.Records;

/// <summary>What is stored of one version of a note.</summary>
internal sealed record VersionRecord
{
    public long Number { get; init; }

    public string ETag { get; init; } = "";

    public DateTimeOffset Updated { get; init; }

    public bool IsDeleted { get; init; }

    public string? Title { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The key of the request that made it, by which a request that comes again is known.</summary>
    public string? RequestKey { get; init; }

    /// <summary>What it takes.</summary>
    public int Bytes { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
