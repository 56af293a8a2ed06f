using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A label that a text got.</summary>
public sealed record TextTag
{
    /// <summary>The name of the label.</summary>
    [Description("The name of the label.")]
    public required string Label { get; init; }

    /// <summary>How likely the label is right, 0 to 1: calibrated on mails, see the capability's documentation.</summary>
    [Description("How likely the label is right, calibrated on mails of mailing lists."), Range(0d, 1d)]
    public required double Confidence { get; init; }

    /// <summary>The sentences that speak for it, the nearest first.</summary>
    [Description("The sentences that speak for it, the nearest first.")]
    public required IReadOnlyList<TagEvidence> Evidence { get; init; }
}
