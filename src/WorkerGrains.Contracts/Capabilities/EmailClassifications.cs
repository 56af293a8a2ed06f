using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What was found out about a mail.</summary>
public sealed record EmailClassifications
{
    /// <summary>One entry for each question that was answered.</summary>
    [Description("One entry for each question that was answered.")]
    public required IReadOnlyList<EmailClassification> Classifications { get; init; }
}
