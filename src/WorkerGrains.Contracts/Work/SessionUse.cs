namespace WorkerGrains.Contracts.Work;

/// <summary>Makes a request one of a session: requests that a stateful model answers in order, each from where the one before left off.</summary>
/// <remarks>
/// A session lives on the silo that answered its first request, in memory: it ends with that silo, when it is told to, and when nobody uses it for
/// a while. Its requests run one after the other, in the order in which they come; those of many sessions run together. A request that fails
/// leaves the session as it was.
/// </remarks>
[GenerateSerializer, Immutable, Alias("WorkerGrains.SessionUse")]
public sealed record SessionUse
{
    /// <summary>The session, by the id that the answer to its first request gave; <see langword="null"/> starts one.</summary>
    [Id(0)]
    public string? Id { get; init; }

    /// <summary>Whether the session ends with this request, if it succeeds.</summary>
    [Id(1)]
    public bool IsLast { get; init; }
}
