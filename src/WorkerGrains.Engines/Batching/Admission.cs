namespace WorkerGrains.Engines.Batching;

/// <summary>Whether an input may queue, or what keeps it from doing so.</summary>
internal enum Admission
{
    Accepted,

    /// <summary>Its caller had gone by the time it was to queue.</summary>
    Abandoned,

    /// <summary>The batcher takes no more.</summary>
    Stopped,

    /// <summary>The queue is full.</summary>
    Full,

    /// <summary>Its deadline has passed.</summary>
    Expired,

    /// <summary>Its deadline cannot be met.</summary>
    TooLate,
}
