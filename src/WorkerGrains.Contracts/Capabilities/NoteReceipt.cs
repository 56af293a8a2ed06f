using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A change that is stored.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteReceipt")]
public sealed record NoteReceipt
{
    /// <summary>The note.</summary>
    [Id(0), Description("The note.")]
    public required string Id { get; init; }

    /// <summary>Names this version of the note: what the next change gives as <c>ifMatch</c>.</summary>
    [Id(1), Description("Names this version of the note: what the next change gives as ifMatch."), JsonPropertyName("etag")]
    public required string ETag { get; init; }

    /// <summary>The number of the version, from 1; goes on counting over deletions.</summary>
    [Id(2), Description("The number of the version, from 1; goes on counting over deletions."), Range(1, long.MaxValue)]
    public required long Version { get; init; }

    /// <summary>When the note was made, in UTC.</summary>
    [Id(3), Description("When the note was made, in UTC.")]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When this version was made, in UTC.</summary>
    [Id(4), Description("When this version was made, in UTC.")]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Whether the change had been stored before, by a request of the same key.</summary>
    [Id(5), Description("Whether the change had been stored before, by a request of the same key.")]
    public bool IsRepeat { get; init; }
}
