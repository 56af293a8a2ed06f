namespace WorkerGrains.Contracts.Payloads;

/// <summary>A body goes on beyond its limit. Travels, because where a body comes in is where its bytes are counted.</summary>
[GenerateSerializer, Alias("WorkerGrains.BodyTooLargeException")]
public sealed class BodyTooLargeException : Exception
{
    /// <summary>Says that the body is too large.</summary>
    public BodyTooLargeException()
        : base("The body is larger than the limit.")
    {
    }
}
