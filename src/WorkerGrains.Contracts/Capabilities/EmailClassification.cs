using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The answer to one question about a mail.</summary>
public sealed record EmailClassification
{
    /// <summary>The label of what cannot be told.</summary>
    public const string Unknown = "unknown";

    /// <summary>The question: <c>spam</c>, or another of <see cref="EmailQuestion"/> in lower case.</summary>
    [Description("The question.")]
    public required string Type { get; init; }

    /// <summary>The answer: for the question <c>spam</c>, <c>spam</c> or <c>ham</c>; for the others one of those <see cref="EmailQuestion"/> lists, or <c>unknown</c>.</summary>
    [Description("The answer: spam or ham for the question spam; unknown where nothing in the mail tells.")]
    public required string Label { get; init; }

    /// <summary>The probability of the label, 0 to 1; only models know one, so the answers of rules and lexicons have none.</summary>
    [Description("The probability of the label; only answers of models have one."), Range(0.0, 1.0)]
    public double? Confidence { get; init; }

    /// <summary>How it was found: <c>model</c>, <c>lexicon</c> or <c>rule</c>.</summary>
    [Description("How it was found: model, lexicon or rule.")]
    public required string Method { get; init; }

    /// <summary>What in the mail spoke for the label; left out by models. Of an <c>unknown</c> it is what was not enough.</summary>
    [Description("What in the mail spoke for the label; left out by models.")]
    public IReadOnlyList<EmailEvidence>? Evidence { get; init; }
}
