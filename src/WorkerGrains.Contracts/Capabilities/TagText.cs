using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A text to tag, and the labels it may get: given here, or those of a schema that the silos' configuration names.</summary>
[OneFormOf("labels", "schema")]
public sealed record TagText
{
    /// <summary>The most labels of one request.</summary>
    public const int MaxLabels = 64;

    /// <summary>The text. Of a long one, sentences spread evenly over it are read; the answer says how many.</summary>
    [Description("The text. Of a long one, sentences spread evenly over it are read; the answer says how many."), TextLength(1, 4_000_000)]
    public required string Text { get; init; }

    /// <summary>The labels, 1 to 64.</summary>
    [Description("The labels."), Length(1, MaxLabels)]
    public IReadOnlyList<TagLabel>? Labels { get; init; }

    /// <summary>The name of a schema that the operators of the cluster have put up.</summary>
    [Description("The name of a schema of labels that the operators of the cluster have put up."), TextLength(1, 64)]
    public string? Schema { get; init; }

    /// <summary>The least confidence of a tag.</summary>
    [Description("The least confidence of a tag. More gives fewer tags, and more of them right."), Range(0d, 1d)]
    public double MinConfidence { get; init; } = 0.5;

    /// <summary>How many sentences are given for each tag.</summary>
    [Description("How many sentences are given for each tag."), Range(0, 10)]
    public int MaxEvidence { get; init; } = 3;
}
