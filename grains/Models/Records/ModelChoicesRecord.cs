using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Grains.Models.Records;

/// <summary>What is stored of the operators' choices of models.</summary>
internal sealed record ModelChoicesRecord
{
    /// <summary>How many changes there have been.</summary>
    public long Revision { get; set; }

    /// <summary>The last change of each model and alias for all silos, and after it those of silos by themselves.</summary>
    public IReadOnlyList<ModelChoiceRecord> Choices { get; set; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
