using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What was found out about a mail, or about several.</summary>
public sealed record EmailClassifications
{
    /// <summary>One entry for each question that was answered, in the order they were asked; none when several mails were sent.</summary>
    [Description("One entry for each question that was answered, in the order they were asked; none when several mails were sent.")]
    public required IReadOnlyList<EmailClassification> Classifications { get; init; }

    /// <summary>The mails in the order of the input, when several were sent.</summary>
    [Description("The mails in the order of the input, when several were sent.")]
    public IReadOnlyList<ClassifiedEmail>? Mails { get; init; }
}
