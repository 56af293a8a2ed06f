using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What to search for in a collection.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.SearchNotes")]
public sealed record SearchNotes
{
    /// <summary>The collection.</summary>
    [Id(0), Description("The collection."), TextLength(1, 64)]
    public required string Collection { get; init; }

    /// <summary>What to search for. By words, notes need not have all of them.</summary>
    [Id(1), Description("What to search for. By words, notes need not have all of them."), TextLength(1, 4096)]
    public required string Query { get; init; }

    /// <summary>Whether by words or by what the notes mean.</summary>
    [Id(2), Description("Whether by words or by what the notes mean.")]
    public NoteSearchBy By { get; init; } = NoteSearchBy.Words;

    /// <summary>The most notes of the answer.</summary>
    [Id(3), Description("The most notes of the answer."), Range(1, 100)]
    public int Limit { get; init; } = 10;

    /// <summary>Only notes that have this tag.</summary>
    [Id(4), Description("Only notes that have this tag."), TextLength(1, 64)]
    public string? Tag { get; init; }
}
