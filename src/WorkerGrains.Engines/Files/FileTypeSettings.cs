using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Engines.Files;

/// <summary>Where a model of file types says what it knows: the section <c>fileTypes</c> of <c>model.json</c>. The names are those under which Magika publishes its models.</summary>
internal sealed record FileTypeSettings
{
    /// <summary>The file in the model's folder with what the model reads, its labels and its thresholds.</summary>
    [TextLength(1, 255)]
    public string Config { get; init; } = "config.min.json";

    /// <summary>The file in the model's folder that describes each label.</summary>
    [TextLength(1, 255)]
    public string ContentTypes { get; init; } = "content_types_kb.min.json";
}
