using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>The versions that are to serve next, loaded and warmed up beside those that serve; or why nothing is to change.</summary>
internal sealed record PreparedVersions
{
    private static readonly Dictionary<IModelBinding, PreparedView> s_none = [];

    /// <summary>The versions; <see langword="null"/> when the change is refused.</summary>
    public ServedVersions? Served { get; private init; }

    /// <summary>What engines made of the default version, those that had to make something anew.</summary>
    public IReadOnlyDictionary<IModelBinding, PreparedView> Views { get; private init; } = s_none;

    /// <summary>Why the change is refused.</summary>
    public Readiness Problem { get; private init; } = Readiness.Ready;

    public static PreparedVersions Of(ServedVersions served, IReadOnlyDictionary<IModelBinding, PreparedView> views) => new() { Served = served, Views = views };

    public static implicit operator PreparedVersions(Readiness problem) => new() { Problem = problem };
}

/// <summary>What one engine made of a model, or why it could make nothing of it.</summary>
internal readonly record struct PreparedView(object? View, Readiness? Problem);
