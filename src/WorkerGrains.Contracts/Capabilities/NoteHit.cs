using System.ComponentModel;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A note that a search found.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteHit")]
public sealed record NoteHit
{
    /// <summary>The note.</summary>
    [Id(0), Description("The note.")]
    public required string Id { get; init; }

    /// <summary>How well it matches: the BM25 score by words, the cosine by meaning. Only scores of one search can be compared.</summary>
    [Id(1), Description("How well it matches: the BM25 score by words, the cosine by meaning. Only scores of one search can be compared.")]
    public required double Score { get; init; }

    /// <summary>Its title.</summary>
    [Id(2), Description("Its title.")]
    public string? Title { get; init; }

    /// <summary>A part of its text: around the first word of the query, or its beginning.</summary>
    [Id(3), Description("A part of its text: around the first word of the query, or its beginning.")]
    public required string Snippet { get; init; }

    /// <summary>Words to pick it by.</summary>
    [Id(4), Description("Words to pick it by.")]
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Names its newest version.</summary>
    [Id(5), Description("Names its newest version."), JsonPropertyName("etag")]
    public required string ETag { get; init; }

    /// <summary>When its newest version was made, in UTC.</summary>
    [Id(6), Description("When its newest version was made, in UTC.")]
    public required DateTimeOffset Updated { get; init; }
}
