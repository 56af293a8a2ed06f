using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The answer to one question about a mail.</summary>
public sealed record EmailClassification
{
    /// <summary>The question: <c>spam</c>.</summary>
    [Description("The question.")]
    public required string Type { get; init; }

    /// <summary>The answer: for the question <c>spam</c>, <c>spam</c> or <c>ham</c>.</summary>
    [Description("The answer: spam or ham for the question spam.")]
    public required string Label { get; init; }

    /// <summary>The probability of the label, 0 to 1.</summary>
    [Description("The probability of the label."), Range(0.0, 1.0)]
    public required double Confidence { get; init; }

    /// <summary>How it was found: <c>model</c>.</summary>
    [Description("How it was found.")]
    public required string Method { get; init; }
}
