using System.Text.Json;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Models.Records;

/// <summary>What is stored of one choice.</summary>
internal sealed record ModelChoiceRecord
{
    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The silo's name; <see langword="null"/> for all.</summary>
    public string? Silo { get; init; }

    /// <summary>The alias that it is about; <see langword="null"/> when it is about the model.</summary>
    public string? Alias { get; init; }

    /// <summary>What was done.</summary>
    public ModelAction Action { get; init; }

    /// <summary>The version to keep to, or that the alias stands for.</summary>
    public int? Version { get; init; }

    /// <summary>The version that served before.</summary>
    public int? Previous { get; init; }

    /// <summary>The silos that were told.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>Which change it was.</summary>
    public long Revision { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}
