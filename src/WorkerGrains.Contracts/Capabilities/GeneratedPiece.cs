namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A part of a text, as soon as it is sure to be one. Pieces joined are the whole text; none splits a character.</summary>
public sealed record GeneratedPiece
{
    /// <summary>The characters; at least one.</summary>
    public required string Text { get; init; }
}
