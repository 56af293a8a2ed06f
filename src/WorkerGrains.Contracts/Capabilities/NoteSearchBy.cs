namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What notes are compared with a query by.</summary>
public enum NoteSearchBy
{
    /// <summary>The words they have in common, rare ones counting more.</summary>
    Words,

    /// <summary>What they mean, by vectors of <c>text.embed</c>.</summary>
    Embedding,
}
