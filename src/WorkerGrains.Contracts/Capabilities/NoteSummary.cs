using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A note in a list, without its text.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteSummary")]
public sealed record NoteSummary
{
    /// <summary>The note.</summary>
    [Id(0), Description("The note.")]
    public required string Id { get; init; }

    /// <summary>Its title.</summary>
    [Id(1), Description("Its title.")]
    public string? Title { get; init; }

    /// <summary>Words to pick it by.</summary>
    [Id(2), Description("Words to pick it by.")]
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Names its newest version.</summary>
    [Id(3), Description("Names its newest version."), JsonPropertyName("etag")]
    public required string ETag { get; init; }

    /// <summary>The number of its newest version.</summary>
    [Id(4), Description("The number of its newest version."), Range(1, long.MaxValue)]
    public required long Version { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    [Id(5), Description("When it was made, in UTC.")]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its newest version was made, in UTC.</summary>
    [Id(6), Description("When its newest version was made, in UTC.")]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>What its newest version takes, in bytes.</summary>
    [Id(7), Description("What its newest version takes, in bytes."), Range(0, int.MaxValue)]
    public required int Bytes { get; init; }

    /// <summary>Whether it was deleted.</summary>
    [Id(8), Description("Whether it was deleted.")]
    public bool IsDeleted { get; init; }
}
