using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A note in one of its versions.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.Note")]
public sealed record Note
{
    /// <summary>The note.</summary>
    [Id(0), Description("The note.")]
    public required string Id { get; init; }

    /// <summary>What it says; empty in the version that a deletion made.</summary>
    [Id(1), Description("What it says; empty in the version that a deletion made.")]
    public required string Text { get; init; }

    /// <summary>Its title.</summary>
    [Id(2), Description("Its title.")]
    public string? Title { get; init; }

    /// <summary>Words to pick it by.</summary>
    [Id(3), Description("Words to pick it by.")]
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What else its owner keeps with it.</summary>
    [Id(4), Description("What else its owner keeps with it.")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Names this version of the note.</summary>
    [Id(5), Description("Names this version of the note."), JsonPropertyName("etag")]
    public required string ETag { get; init; }

    /// <summary>The number of the version, from 1.</summary>
    [Id(6), Description("The number of the version, from 1."), Range(1, long.MaxValue)]
    public required long Version { get; init; }

    /// <summary>When the note was made, in UTC.</summary>
    [Id(7), Description("When the note was made, in UTC.")]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When this version was made, in UTC.</summary>
    [Id(8), Description("When this version was made, in UTC.")]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Whether this version says that the note was deleted.</summary>
    [Id(9), Description("Whether this version says that the note was deleted.")]
    public bool IsDeleted { get; init; }

    /// <summary>The versions that can be read, oldest first, when they were asked for.</summary>
    [Id(10), Description("The versions that can be read, oldest first, when they were asked for.")]
    public IReadOnlyList<NoteVersion>? History { get; init; }
}
