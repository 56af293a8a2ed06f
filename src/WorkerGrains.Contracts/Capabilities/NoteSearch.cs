using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a search found.</summary>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteSearch")]
public sealed record NoteSearch
{
    /// <summary>The notes, best first.</summary>
    [Id(0), Description("The notes, best first.")]
    public required IReadOnlyList<NoteHit> Hits { get; init; }

    /// <summary>The model whose vectors were compared, in a search by meaning.</summary>
    [Id(1), Description("The model whose vectors were compared, in a search by meaning.")]
    public string? Model { get; init; }
}
