using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Which notes of a collection to list.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ListNotes")]
public sealed record ListNotes
{
    /// <summary>The collection; one that nobody wrote to is empty.</summary>
    [Id(0), Description("The collection; one that nobody wrote to is empty."), TextLength(1, 64)]
    public required string Collection { get; init; }

    /// <summary>Only notes whose ids begin so.</summary>
    [Id(1), Description("Only notes whose ids begin so."), TextLength(1, 128)]
    public string? Prefix { get; init; }

    /// <summary>Only notes that have this tag.</summary>
    [Id(2), Description("Only notes that have this tag."), TextLength(1, 64)]
    public string? Tag { get; init; }

    /// <summary>The most notes of the page.</summary>
    [Id(3), Description("The most notes of the page."), Range(1, 500)]
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended, as its answer says.</summary>
    [Id(4), Description("Where the page before ended, as its answer says."), TextLength(1, 256)]
    public string? Cursor { get; init; }

    /// <summary>Whether notes are listed that were deleted and whose history can still be read.</summary>
    [Id(5), Description("Whether notes are listed that were deleted and whose history can still be read.")]
    public bool IncludeDeleted { get; init; }
}
