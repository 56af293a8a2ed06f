namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Where in a mail evidence stands.</summary>
public enum EmailEvidenceSource
{
    /// <summary>A header.</summary>
    Header,

    /// <summary>The subject.</summary>
    Subject,

    /// <summary>The text.</summary>
    Text,

    /// <summary>What the mail is made of.</summary>
    Structure,
}
