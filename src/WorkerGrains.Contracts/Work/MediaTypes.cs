namespace WorkerGrains.Contracts.Work;

/// <summary>Media types with a meaning to the platform.</summary>
public static class MediaTypes
{
    /// <summary>The input record or output record as JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Bytes of a kind that the sender does not name.</summary>
    public const string Binary = "application/octet-stream";
}
