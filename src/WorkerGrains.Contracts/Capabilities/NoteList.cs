using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A page of a list of notes.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteList")]
public sealed record NoteList
{
    /// <summary>The notes, in the order of their ids (by the numbers of their characters).</summary>
    [Id(0), Description("The notes, in the order of their ids (by the numbers of their characters).")]
    public required IReadOnlyList<NoteSummary> Notes { get; init; }

    /// <summary>Where this page ended: what the request for the next gives. Left out on the last page. Notes made or deleted meanwhile make no other appear twice or not at all.</summary>
    [Id(1), Description("Where this page ended: what the request for the next gives. Left out on the last page.")]
    public string? Cursor { get; init; }

    /// <summary>How many notes the collection has, deleted ones not counted.</summary>
    [Id(2), Description("How many notes the collection has, deleted ones not counted."), Range(0, int.MaxValue)]
    public required int Total { get; init; }
}
