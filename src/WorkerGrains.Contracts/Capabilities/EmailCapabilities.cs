using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on mail.</summary>
public static class EmailCapabilities
{
    /// <summary>Takes a mail, or the mails of an mbox, apart.</summary>
    public static readonly StreamedCapability<ParseEmail, ParsedEmail, ParsedEmails> Parse = new("email.parse", "1.0.0")
    {
        Summary = "Takes a mail, or the mails of an mbox one by one where a stream is asked for, apart: headers, addresses, threading, text, HTML, attachments, embedded messages; and sums them up.",
        Tags = ["email", "text"],
        Errors = [new CapabilityError("email.not_a_message", WorkErrorCode.InvalidInput, "The data begins with no header, so it is no message. Send it as it was received, with its headers, or an mbox.")],
        DefaultDeadline = TimeSpan.FromMinutes(2),
        MaxInputBytes = 256 * 1024 * 1024,
        MaxOutputBytes = 64 * 1024 * 1024,
    };

    /// <summary>Says whether a mail is spam.</summary>
    public static readonly Capability<ClassifyEmail, EmailClassifications> Classify = new("email.classify", "1.0.0")
    {
        Summary = "Says whether a mail is spam or ham, and how sure it is.",
        Tags = ["email", "text", "classification"],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(250)),
    };
}
