using System.ComponentModel;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A note to delete.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.DeleteNote")]
public sealed record DeleteNote
{
    /// <summary>The collection.</summary>
    [Id(0), Description("The collection."), TextLength(1, 64)]
    public required string Collection { get; init; }

    /// <summary>The note.</summary>
    [Id(1), Description("The note."), TextLength(1, 128)]
    public required string Id { get; init; }

    /// <summary>Deletes only where the note has this ETag; whatever it says when left out.</summary>
    [Id(2), Description("Deletes only where the note has this ETag; whatever it says when left out."), TextLength(1, 64)]
    public string? IfMatch { get; init; }

    /// <summary>Names this change, so that it can be sent again when its answer was lost.</summary>
    [Id(3), Description("Names this change, so that it can be sent again when its answer was lost."), TextLength(1, 64)]
    public string? RequestKey { get; init; }
}
