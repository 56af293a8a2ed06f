using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A note to store, and what must be true for it to be stored.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.PutNote")]
public sealed record PutNote
{
    /// <summary>The collection: 1 to 64 lower-case letters, digits, dots, hyphens and underscores. Made when it is first written to.</summary>
    [Id(0), Description("The collection: 1 to 64 lower-case letters, digits, dots, hyphens and underscores. Made when it is first written to."), TextLength(1, 64)]
    public required string Collection { get; init; }

    /// <summary>The note: 1 to 128 letters, digits and . _ : @ -, unique in its collection.</summary>
    [Id(1), Description("The note: 1 to 128 letters, digits and . _ : @ -, unique in its collection."), TextLength(1, 128)]
    public required string Id { get; init; }

    /// <summary>What it says.</summary>
    [Id(2), Description("What it says."), TextLength(0, 1_048_576)]
    public required string Text { get; init; }

    /// <summary>Its title.</summary>
    [Id(3), Description("Its title."), TextLength(1, 256)]
    public string? Title { get; init; }

    /// <summary>Words to pick it by; 1 to 64 characters each.</summary>
    [Id(4), Description("Words to pick it by; 1 to 64 characters each."), Length(0, 32)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What else its owner keeps with it.</summary>
    [Id(5), Description("What else its owner keeps with it."), Length(0, 64)]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Stores only where the note has this ETag: the one that the caller has read.</summary>
    [Id(6), Description("Stores only where the note has this ETag: the one that the caller has read."), TextLength(1, 64)]
    public string? IfMatch { get; init; }

    /// <summary>Stores only where there is no such note, which is also what holds without any condition.</summary>
    [Id(7), Description("Stores only where there is no such note, which is also what holds without any condition."), AllowedValues("*")]
    public string? IfNoneMatch { get; init; }

    /// <summary>Stores a new version whatever the note says now; the old one stays in the history.</summary>
    [Id(8), Description("Stores a new version whatever the note says now; the old one stays in the history.")]
    public bool Overwrite { get; init; }

    /// <summary>Names this change, so that it can be sent again when its answer was lost: a change of the same key is made once, as long as it is in the history.</summary>
    [Id(9), Description("Names this change, so that it can be sent again when its answer was lost: it is made once, as long as it is in the history."), TextLength(1, 64)]
    public string? RequestKey { get; init; }
}
