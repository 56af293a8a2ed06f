namespace WorkerGrains.Contracts.Payloads;

/// <summary>A body goes on beyond its limit.</summary>
public sealed class BodyTooLargeException : Exception
{
    /// <summary>Says that the body is too large.</summary>
    public BodyTooLargeException()
        : base("The body is larger than the limit.")
    {
    }
}
