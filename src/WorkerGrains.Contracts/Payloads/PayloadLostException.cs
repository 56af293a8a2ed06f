namespace WorkerGrains.Contracts.Payloads;

/// <summary>The process that held a payload no longer has it.</summary>
public sealed class PayloadLostException : Exception
{
    /// <summary>Says that the bytes are gone.</summary>
    public PayloadLostException()
        : base("The payload is no longer held where it came from.")
    {
    }
}
