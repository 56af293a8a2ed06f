using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What was found out about one of several mails.</summary>
public sealed record ClassifiedEmail
{
    /// <summary>Its place in the input, from 0.</summary>
    [Description("Its place in the input, from 0."), Range(0, int.MaxValue)]
    public required int Index { get; init; }

    /// <summary>One entry for each question, in the order they were asked.</summary>
    [Description("One entry for each question, in the order they were asked.")]
    public required IReadOnlyList<EmailClassification> Classifications { get; init; }
}
