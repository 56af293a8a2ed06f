using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Engines.Models;

/// <summary>Which versions of a model are served: the section <c>versions</c> of <c>model.json</c>. One member is given.</summary>
[OneFormOf("latest", "all", "specific")]
internal sealed record VersionPolicy
{
    public static readonly VersionPolicy Default = new() { Latest = 1 };

    /// <summary>So many of the highest. More let callers stay on an older one and take memory for each.</summary>
    [Range(1, 100)]
    public int? Latest { get; init; }

    /// <summary>All that are there: <c>true</c>.</summary>
    public bool? All { get; init; }

    /// <summary>Those named.</summary>
    [Length(1, 100)]
    public IReadOnlyList<int>? Specific { get; init; }

    /// <summary>The versions to serve, highest first.</summary>
    public IReadOnlyList<ModelFile> Choose(IReadOnlyList<ModelFile> files) =>
        Specific is not null ? [.. files.Where(file => Specific.Contains(file.Version))]
        : All == true ? files
        : [.. files.Take(Latest ?? 1)];
}
