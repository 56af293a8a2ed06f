using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A sentence that speaks for a tag.</summary>
public sealed record TagEvidence
{
    /// <summary>The sentence, as it stands in the text but for its white space.</summary>
    [Description("The sentence, as it stands in the text but for its white space.")]
    public required string Sentence { get; init; }

    /// <summary>How near it is to the label's description: the cosine of their vectors, -1 to 1. What is near for one model is far for another.</summary>
    [Description("How near it is to the label's description: the cosine of their vectors."), Range(-1d, 1d)]
    public required double Similarity { get; init; }
}
