namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How mails are kept.</summary>
public enum EmailFormat
{
    /// <summary>One message as it was sent (RFC 5322).</summary>
    Message,

    /// <summary>Many messages, each after a line that begins with "From " (RFC 4155).</summary>
    Mbox,
}
