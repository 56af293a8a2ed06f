namespace WorkerGrains.Contracts.Work;

/// <summary>Media types with a meaning to the platform.</summary>
public static class MediaTypes
{
    /// <summary>The input record or output record as JSON.</summary>
    public const string Json = "application/json";

    /// <summary>A stream as Server-Sent Events.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>A stream as JSON, one document a line.</summary>
    public const string NdJson = "application/x-ndjson";

    /// <summary>Bytes of a kind that the sender does not name.</summary>
    public const string Binary = "application/octet-stream";
}
