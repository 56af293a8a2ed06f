using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A note to read.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.GetNote")]
public sealed record GetNote
{
    /// <summary>The collection.</summary>
    [Id(0), Description("The collection."), TextLength(1, 64)]
    public required string Collection { get; init; }

    /// <summary>The note.</summary>
    [Id(1), Description("The note."), TextLength(1, 128)]
    public required string Id { get; init; }

    /// <summary>An older version, also of a note that was deleted since; the newest when left out.</summary>
    [Id(2), Description("An older version, also of a note that was deleted since; the newest when left out."), Range(1, long.MaxValue)]
    public long? Version { get; init; }

    /// <summary>Whether to list the versions that can be read.</summary>
    [Id(3), Description("Whether to list the versions that can be read.")]
    public bool History { get; init; }
}
