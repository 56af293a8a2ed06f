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
        MaxStreamedBytes = 1L << 40,
        MaxOutputBytes = 64 * 1024 * 1024,
    };

    /// <summary>Says whether mails are spam, and of what kind they are.</summary>
    public static readonly StreamedCapability<ClassifyEmail, ClassifiedEmail, EmailClassifications> Classify = new("email.classify", "1.1.0")
    {
        Summary = "Says whether mails are spam or ham, and how sure it is; on request also priority, category, bill, receipt, sentiment and language, with the evidence.",
        Tags = ["email", "text", "classification"],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(250)),
    };
}
