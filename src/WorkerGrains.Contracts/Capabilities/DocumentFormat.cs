namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A format that documents come in or go out in.</summary>
/// <param name="Name">Pandoc's name, <c>plain</c> or <c>pdf</c>.</param>
/// <param name="MediaType">The media type of documents in it.</param>
/// <param name="Extensions">The extensions of its files; the first format with an extension has it.</param>
internal sealed record DocumentFormat(string Name, string MediaType, params string[] Extensions)
{
    /// <summary>Whether documents in it are text.</summary>
    public bool IsText { get; init; } = true;

    /// <summary>Whether documents in it are zip archives.</summary>
    public bool IsArchive { get; init; }

    /// <summary>Whether a part of a document means nothing in it, so that it is always written whole.</summary>
    public bool IsAlwaysWhole { get; init; }

    /// <summary>Whether it is read.</summary>
    public bool IsInput { get; init; } = true;

    /// <summary>Whether it is written.</summary>
    public bool IsOutput { get; init; } = true;
}
