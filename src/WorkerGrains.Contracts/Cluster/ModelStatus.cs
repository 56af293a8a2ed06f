using System.Collections.Immutable;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Cluster;

/// <summary>A model of a silo's repository.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ModelStatus")]
public sealed record ModelStatus
{
    /// <summary>Its name: the name of its folder.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>How it is doing.</summary>
    [Id(1)]
    public required ModelState State { get; init; }

    /// <summary>Why it does not serve, or why the last change to it was refused; <see cref="Work.Readiness.Ready"/> when there is nothing to say.</summary>
    [Id(2)]
    public Readiness Readiness { get; init; } = Readiness.Ready;

    /// <summary>The version for callers that ask for none; <see langword="null"/> when none is in memory.</summary>
    [Id(3)]
    public int? Version { get; init; }

    /// <summary>The versions in memory, highest first.</summary>
    [Id(4)]
    public ImmutableArray<ModelVersionStatus> Versions { get; init; } = [];

    /// <summary>Whether it is never unloaded to make room.</summary>
    [Id(5)]
    public bool IsPinned { get; init; }

    /// <summary>Other names of versions.</summary>
    [Id(6)]
    public ImmutableSortedDictionary<string, int> Aliases { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>How long a request for it may take when its caller sets no deadline; <see langword="null"/> for the capability's own.</summary>
    [Id(7)]
    public TimeSpan? Deadline { get; init; }

    /// <summary>The version that served before, and serves again after a roll back; <see langword="null"/> when none has.</summary>
    [Id(8)]
    public int? Previous { get; init; }

    /// <summary>Whether requests for it have somewhere to go.</summary>
    public bool CanServe => State is ModelState.Ready or ModelState.Available;

    /// <inheritdoc/>
    public bool Equals(ModelStatus? other) => other is not null
        && Name == other.Name && State == other.State && Readiness == other.Readiness && Version == other.Version && Versions.SequenceEqual(other.Versions)
        && IsPinned == other.IsPinned && Aliases.SequenceEqual(other.Aliases) && Deadline == other.Deadline && Previous == other.Previous;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, State, Version, Versions.Length);
}
