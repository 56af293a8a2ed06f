using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The vector of one text.</summary>
public sealed record TextEmbedding
{
    /// <summary>Which text it is of, from 0.</summary>
    [Description("Which text it is of, from 0."), Range(0, int.MaxValue)]
    public required int Index { get; init; }

    /// <summary>The vector; of length 1 unless the model's settings say otherwise.</summary>
    [Description("The vector; of length 1 unless the model's settings say otherwise.")]
    public required IReadOnlyList<float> Vector { get; init; }

    /// <summary>Whether the text was longer than the model takes, so that its end does not count.</summary>
    [Description("Whether the text was longer than the model takes, so that its end does not count.")]
    public bool IsTruncated { get; init; }
}
