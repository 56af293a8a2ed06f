namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on mail.</summary>
public static class EmailCapabilities
{
    /// <summary>Says whether a mail is spam.</summary>
    public static readonly Capability<ClassifyEmail, EmailClassifications> Classify = new("email.classify", "1.0.0")
    {
        Summary = "Says whether a mail is spam or ham, and how sure it is.",
        Tags = ["email", "text", "classification"],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(250)),
    };
}
