using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What an image shows.</summary>
public sealed record ImageLabels
{
    /// <summary>The likeliest labels, likeliest first.</summary>
    [Description("The likeliest labels, likeliest first.")]
    public required IReadOnlyList<ImageLabel> Labels { get; init; }
}
