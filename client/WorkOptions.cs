using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>How one call is made.</summary>
public sealed record WorkOptions
{
    /// <summary>How long the answer may take, all attempts together; the capability's default, or the model's, when left out.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The version to ask for; that of the capability the call names when left out. Any compatible newer one may answer.</summary>
    public CapabilityVersion? Version { get; init; }

    /// <summary>The model of the repository that is to do the work, where the capability takes one.</summary>
    public string? Model { get; init; }

    /// <summary>The model's version, by number or alias; the one that serves when left out.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Whether the call goes before others that wait at the same replica.</summary>
    public WorkPriority Priority { get; init; }

    /// <summary>The session that the call is part of; <see cref="WorkerClient.StartSession"/> sees to it.</summary>
    public SessionUse? Session { get; init; }
}
