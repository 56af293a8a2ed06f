using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One version of a note, without what it says.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteVersion")]
public sealed record NoteVersion
{
    /// <summary>The number of the version.</summary>
    [Id(0), Description("The number of the version."), Range(1, long.MaxValue)]
    public required long Version { get; init; }

    /// <summary>Names the version.</summary>
    [Id(1), Description("Names the version."), JsonPropertyName("etag")]
    public required string ETag { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    [Id(2), Description("When it was made, in UTC.")]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Whether it says that the note was deleted.</summary>
    [Id(3), Description("Whether it says that the note was deleted.")]
    public bool IsDeleted { get; init; }

    /// <summary>What it takes, in bytes of its text, title, tags and metadata as UTF-8.</summary>
    [Id(4), Description("What it takes, in bytes of its text, title, tags and metadata as UTF-8."), Range(0, int.MaxValue)]
    public required int Bytes { get; init; }
}
